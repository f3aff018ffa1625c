import { readFileSync } from 'node:fs';
import { eld } from 'eld/extrasmall';
import { expect, it } from 'vitest';
import { parseArticleLine } from '../../../../src/stories/replay-lines.ts';
import { parseLanguages } from '../../../../src/stories/text/languages.ts';
import { lexiconFiles } from '../repo-lexicon.ts';

const languages = parseLanguages(lexiconFiles());

it.each([
  ['en', 'Ferries cancelled as engineers search for a fault'],
  ['de', 'Die Fähren fallen aus, Techniker suchen den Fehler'],
  ['pl', 'Promy odwołane, inżynierowie szukają usterki'],
  ['uk', 'Пороми скасовано, інженери шукають несправність'],
  ['ar', 'إلغاء رحلات العبارات بينما يبحث المهندسون عن العطل'],
  ['ja', 'フェリーが欠航、技術者が故障を調べている'],
  ['tr', 'Feribot seferleri iptal edildi, mühendisler arızayı arıyor'],
])('tells that a headline is %s', (code, headline) => {
  expect(languages.detect(headline)).toBe(code);
});

it('does not guess where there are no words', () => {
  expect(languages.detect('3.14 — 42 %')).toBeNull();
});

it('tells the language of every labelled headline as eld does', () => {
  const lines = readFileSync(new URL('../../../fixtures/tracking/items.jsonl', import.meta.url), 'utf8');
  const headlines = lines
    .split('\n')
    .map((line) => parseArticleLine(line))
    .flatMap((article) => (typeof article === 'string' ? [] : article.title));

  const others = headlines.filter((title) => languages.detect(title) !== eld.detect(title).language);

  expect(headlines.length).toBeGreaterThan(400);
  expect(others).toEqual([]);
});
