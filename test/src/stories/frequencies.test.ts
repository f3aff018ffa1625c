import { expect, it } from 'vitest';
import { createFrequencies, NO_BACKGROUND, parseBackground } from '../../../src/stories/frequencies.ts';
import { lemmaOf } from '../../../src/stories/text/lemma.ts';

const background = parseBackground([
  'term\tin_100000\nen/system\t5000\ne:microsoft\t900\n',
  'concept\ten\nx\ty\n',
]);

it('goes by the background before it has seen anything', () => {
  const english = createFrequencies(background).of('en');

  expect(english.rarity(lemmaOf('w:system'))).toBeCloseTo(-Math.log(0.05));
  expect(english.rarity(lemmaOf('w:vandroogen'))).toBeGreaterThan(english.rarity(lemmaOf('e:microsoft')));
});

it('counts words by language, and names in all languages together', () => {
  const frequencies = createFrequencies(NO_BACKGROUND);
  const [german, polish] = [frequencies.of('de'), frequencies.of('pl')];
  const before = { word: polish.rarity(lemmaOf('w:die')), name: polish.rarity(lemmaOf('e:x')) };

  for (let article = 0; article < 200; article++) german.observe(['w:die', 'e:x'].map(lemmaOf));

  expect(german.rarity(lemmaOf('w:die'))).toBeLessThan(2);
  expect(polish.rarity(lemmaOf('w:die'))).toBe(before.word);
  expect(polish.rarity(lemmaOf('e:x'))).toBeLessThan(before.name);
});

it('forgets what came once when its table is full, and nothing else', () => {
  const english = createFrequencies(NO_BACKGROUND).of('en');
  const twice = lemmaOf('w:vandroogen');
  english.observe([twice]);
  english.observe([twice]);
  const once = Array.from({ length: 400_000 }, (_, index) => lemmaOf(`w:once${String(index)}`));
  const before = english.rarity(twice);

  english.observe(once);

  expect(english.rarity(twice)).toBeCloseTo(before, 1);
  expect(english.rarity(lemmaOf('w:vandroogen'))).toBe(english.rarity(twice));
  expect(english.rarity(once[7] ?? twice)).toBe(english.rarity(lemmaOf('w:never')));
  english.observe([twice]);
  expect(english.rarity(twice)).toBeLessThan(before);
});
