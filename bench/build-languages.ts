import { writeFileSync } from 'node:fs';
import { z } from 'zod';

// Writes what eld, a development dependency, knows of languages to seeds/lexicon/languages.tsv, where it takes a tenth of
// the memory. To be run after an update of eld: tsx bench/build-languages.ts

/** eld stores weights less this. */
const LEAST_WEIGHT = 53;

const load = async (path: string): Promise<unknown> =>
  import(new URL(`../${path}`, import.meta.resolve('eld/extrasmall')).href);
const { dictionary } = z.object({ dictionary: z.array(z.string()) }).parse(await load('dictionary.js'));
const { ngramsData } = z
  .object({
    ngramsData: z.object({
      languages: z.record(z.string(), z.string()),
      ngrams: z.record(z.string(), z.record(z.string(), z.number())),
    }),
  })
  .parse(await load('ngrams/extrasmall.js'));

/** eld writes each byte as a letter of its own choice, and spaces where the word begins and ends. */
const hexOf = (letter: string): string =>
  letter === ' ' ? '_' : dictionary.indexOf(letter).toString(16).padStart(2, '0');

const lines = Object.entries(ngramsData.ngrams).map(([ngram, weights]) => {
  const pairs = Object.entries(weights).map(
    ([language, weight]) => `${language}:${String(weight + LEAST_WEIGHT)}`,
  );
  return `${Array.from(ngram, hexOf).join('')}\t${pairs.join(' ')}`;
});
const head = `run\t${Object.values(ngramsData.languages).join(' ')}`;
const file = new URL('../seeds/lexicon/languages.tsv', import.meta.url);
writeFileSync(file, [head, ...lines.toSorted(), ''].join('\n'));
process.stdout.write(`${String(lines.length)} runs\n`);
