import { expect, it } from 'vitest';
import { slugOf } from '../../../src/stories/slug.ts';

it.each([
  ['US Treasury breach, December 2024', 'us-treasury-breach-december-2024'],
  ['  Panne de X : réseau social à l’arrêt ', 'panne-de-x-reseau-social-a-l-arret'],
  ['C++ & C# -- flaws!', 'c-c-flaws'],
  ['Взлом', ''],
  ['', ''],
  ['a'.repeat(80), 'a'.repeat(60)],
  ['word '.repeat(20), Array.from({ length: 12 }, () => 'word').join('-')],
])('makes of "%s" the slug "%s"', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});
