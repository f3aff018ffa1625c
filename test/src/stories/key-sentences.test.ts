import { expect, it } from 'vitest';
import { keySentences, sentencesOf } from '../../../src/stories/key-sentences.ts';
import { fold, update } from '../../support/builders.ts';

const SHARED = 'The operator said that attackers flooded its servers with traffic on Monday.';
const SHARED_AGAIN = 'Attackers flooded its servers with traffic on Monday, the operator said.';
const ALONE = 'Our gardening column returns next week with advice on roses and tulips.';

const report = (title: string, text: string) => fold(update(title, { text }));
const texts = (...args: Parameters<typeof keySentences>) => keySentences(...args).map(({ text }) => text);

it('picks what several reports say before what one says', () => {
  const folds = [
    report('One', `${ALONE} ${SHARED}`),
    report('Two', 'Servers of the operator failed when attackers sent traffic, people said on Monday.'),
    report('Three', 'The flood of traffic that attackers sent to its servers lasted for two hours.'),
  ];

  expect(texts(folds, 1)).toEqual([SHARED]);
});

it('says nothing twice', () => {
  expect(texts([report('One', SHARED), report('Two', SHARED_AGAIN)], 3)).toHaveLength(1);
});

it('takes one sentence a report', () => {
  expect(texts([report('One', `${SHARED} ${ALONE}`)], 3)).toHaveLength(1);
});

it('names the report that each sentence is from', () => {
  const [first] = keySentences([report('One', SHARED)], 3);

  expect(first?.from.item.title).toBe('One');
});

it('has nothing to say without text', () => {
  expect(keySentences([report('Only a headline', '')], 3)).toEqual([]);
});

it('leaves out sentences too short to tell something and too long to read', () => {
  expect(sentencesOf(`Read more. ${SHARED} Words${' and words'.repeat(100)}.`)).toEqual([SHARED]);
});

it('finds the sentences of scripts without blanks', () => {
  const sentence =
    '月曜日に大規模な障害が発生し、世界中の多くの利用者が数時間にわたって接続できなかったと運営会社が発表した。';

  expect(sentencesOf(`${sentence}${sentence}`)).toEqual([sentence, sentence]);
});
