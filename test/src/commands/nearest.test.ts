import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/commands/nearest.ts';

const NAMES = ['story', 'stories', 'feeds', 'digest', 'storywatch'];

describe('the nearest name', () => {
  it.each([
    ['a letter is missing', 'stor', 'story'],
    ['a letter is wrong', 'feads', 'feeds'],
    ['a letter is too many', 'diggest', 'digest'],
    ['two letters are swapped', 'sotry', 'story'],
    ['only its beginning was typed', 'di', 'digest'],
    ['it is the name itself', 'stories', 'stories'],
  ])('is found when %s', (_why, typed, name) => {
    expect(nearest(typed, NAMES)).toBe(name);
  });

  it.each(['weather', 'x', '', 'help'])('is none for %j', (typed) => {
    expect(nearest(typed, NAMES)).toBeUndefined();
  });

  it('is none when there are no names', () => {
    expect(nearest('story', [])).toBeUndefined();
  });

  it('is the first of those that are equally near', () => {
    expect(nearest('lost', ['list', 'lest'])).toBe('list');
  });
});
