import { expect, it } from 'vitest';
import { titleChanged } from '../../../src/feeds/title-change.ts';

it.each([
  ['X is donw for users', 'X is down for users', false],
  ['X is down', 'X  IS down ', false],
  ['Treasury breach: what we know', 'Treasury breach: what we know so far', false],
  ['', '', false],
  ['Live: markets', 'Treasury confirms that hackers read its mail', true],
  ['X is down', 'X is back after three hours of outage', true],
  ['', 'X is down', true],
])('from "%s" to "%s" makes another claim: %s', (before, after, changed) => {
  expect(titleChanged(before, after)).toBe(changed);
});

it('compares long titles by their beginnings', () => {
  const long = 'word '.repeat(100);

  expect(titleChanged(`${long} one ending`, `${long} and quite another`)).toBe(false);
});
