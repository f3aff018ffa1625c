import { describe, expect, it } from 'vitest';
import { phaseOf, phaseRises, type Phase } from '../../../src/stories/phase.ts';
import { hours, NOON } from '../../support/builders.ts';

const phaseWith = (times: readonly Date[], beganAt: Date = hours(-24)): Phase =>
  phaseOf({ times, beganAt, closedByPerson: false }, NOON);

const every = (stepHours: number, count: number, from = 0): Date[] =>
  Array.from({ length: count }, (_, index) => hours(from - index * stepHours));

describe('a story', () => {
  it.each([
    ['breaking', 'four reports come within six hours', every(1, 4)],
    ['developing', 'three reports come within six hours', every(1, 3)],
    ['developing', 'four reports come in more than six hours', every(2, 4)],
    ['developing', 'one report came an hour ago', [hours(-1)]],
    ['developing', 'reports came on three days', every(24, 3)],
    ['sustained', 'reports came on four of the last seven days', every(24, 4)],
    ['sustained', 'reports keep coming at the pace of the days before', every(1.5, 60)],
    [
      'breaking',
      'reports come three times as fast as in the days before',
      [...every(0.5, 12), ...every(3, 24, -6)],
    ],
    ['developing', 'the last report is three days old', [hours(-72)]],
    ['fading', 'the last report is older than three days', [hours(-72.1)]],
    ['fading', 'the last report is fourteen days old', [hours(-14 * 24)]],
    ['closed', 'the last report is older than fourteen days', [hours(-14 * 24 - 1)]],
  ])('is %s when %s', (phase, _when, times) => {
    expect(phaseWith(times)).toBe(phase);
  });

  it.each([
    ['developing', -24],
    ['fading', -100],
    ['closed', -15 * 24],
  ])('without a report is %s %i hours after it began', (phase, began) => {
    expect(phaseWith([], hours(began))).toBe(phase);
  });

  it('does not listen to reports from the future', () => {
    expect(phaseWith(every(1, 6, 12), hours(-100))).toBe('fading');
  });

  it('that a person closed stays closed whatever comes', () => {
    expect(phaseOf({ times: every(0.1, 20), beganAt: NOON, closedByPerson: true }, NOON)).toBe('closed');
  });
});

it.each<[Phase, Phase, boolean]>([
  ['closed', 'developing', true],
  ['fading', 'developing', true],
  ['developing', 'breaking', true],
  ['sustained', 'breaking', true],
  ['breaking', 'developing', false],
  ['developing', 'sustained', false],
  ['developing', 'developing', false],
])('from %s to %s rises: %s', (from, to, rises) => {
  expect(phaseRises(from, to)).toBe(rises);
});
