import { expect, it } from 'vitest';
import { measured } from './labelled-set.ts';

it('finds three quarters of what other languages tell of stories seeded with one English report', () => {
  const { byLanguage } = measured('languages');

  expect([...byLanguage.keys()]).toEqual(['de', 'es', 'fr', 'it', 'pt']);
  const missed = [...byLanguage].filter(([, { recall }]) => recall < 0.75);
  expect(missed).toEqual([]);
});
