import { expect, it } from 'vitest';
import { createFrequencies, NO_BACKGROUND, parseBackground } from '../../../src/stories/frequencies.ts';
import { lemmaOf } from '../../../src/stories/text/lemma.ts';

const background = parseBackground([
  'term\tin_100000\nen/system\t5000\ne:microsoft\t900\n',
  'concept\ten\nx\ty\n',
]);

it('goes by the background before it has seen anything', () => {
  const frequencies = createFrequencies(background);

  expect(frequencies.rarity(lemmaOf('w:system'), 'en')).toBeCloseTo(-Math.log(0.05));
  expect(frequencies.rarity(lemmaOf('w:vandroogen'), 'en')).toBeGreaterThan(
    frequencies.rarity(lemmaOf('e:microsoft'), 'en'),
  );
});

it('counts words by language, and names in all languages together', () => {
  const frequencies = createFrequencies(NO_BACKGROUND);
  const before = {
    pl: frequencies.rarity(lemmaOf('w:die'), 'pl'),
    name: frequencies.rarity(lemmaOf('e:x'), 'pl'),
  };

  for (let article = 0; article < 200; article++) frequencies.observe(['w:die', 'e:x'].map(lemmaOf), 'de');

  expect(frequencies.rarity(lemmaOf('w:die'), 'de')).toBeLessThan(2);
  expect(frequencies.rarity(lemmaOf('w:die'), 'pl')).toBe(before.pl);
  expect(frequencies.rarity(lemmaOf('e:x'), 'pl')).toBeLessThan(before.name);
});
