import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { countedKey } from '../src/stories/frequencies.ts';
import { parseArticleLine } from '../src/stories/replay-lines.ts';
import { readDocument } from '../src/stories/text/document.ts';
import { parseLexicon } from '../src/stories/text/lexicon.ts';

// Counts how common terms are in news at large and writes seeds/lexicon/background.tsv.
//   tsx bench/build-background.ts <news.jsonl>…
// Lines as for `storywatch backtest --items`. Items of a labelled story are left out, so that no story's own names get common
// by it. Only counts are kept, of terms that are common enough to say nothing about where they come from.

const MIN_ARTICLES = 8;
const MIN_SHARE = 1 / 1500;

const folder = new URL('../seeds/lexicon/', import.meta.url);
const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
const lexicon = parseLexicon(files);
const labels = z.object({ story: z.string().nullish(), mt: z.string().nullish() });

const articles = new Map<string, number>();
const counts = new Map<string, number>();
let total = 0;
for (const path of process.argv.slice(2)) {
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    const { story, mt } = labels.parse(JSON.parse(line));
    const article = parseArticleLine(line);
    if (typeof article === 'string' || (story !== null && story !== undefined)) continue;
    const { lang, terms } = readDocument(article, lexicon);
    // A machine translation repeats articles that count already: only its words are new.
    const repeated = mt !== null && mt !== undefined;
    articles.set(lang, (articles.get(lang) ?? 0) + 1);
    if (!repeated) total++;
    for (const { key, kind } of terms) {
      const counted = countedKey(key, lang);
      if (kind === 'number' || kind === 'code' || (repeated && counted === key)) continue;
      counts.set(counted, (counts.get(counted) ?? 0) + 1);
    }
  }
}

const rows = [...counts].flatMap(([key, count]) => {
  const lang = /^[a-z]{2,3}(?=\/)/.exec(key)?.[0];
  const share = count / (lang === undefined ? total : (articles.get(lang) ?? 1));
  return count >= MIN_ARTICLES && share >= MIN_SHARE
    ? [`${key}\t${String(Math.round(share * 100_000))}`]
    : [];
});
writeFileSync(new URL('background.tsv', folder), ['term\tin_100000', ...rows.toSorted(), ''].join('\n'));
process.stdout.write(`${String(rows.length)} terms of ${String(total)} articles\n`);
