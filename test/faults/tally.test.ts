// The suite is only as good as its counting: each thing that can go wrong must be seen.
import { expect, it } from 'vitest';
import { terminalPlace, type Arrived } from './far-end.ts';
import { tally, type Ends, type KnownItem } from './tally.ts';

const known = (token: string, over: Partial<KnownItem> = {}): KnownItem => ({
  token,
  classified: true,
  joined: true,
  ...over,
});

const message = (nonce: string, text: string, over: Partial<Arrived> = {}): Arrived => ({
  channel: 'terminal',
  nonce,
  text,
  threaded: false,
  at: 0,
  ...over,
});

const ONE = 'ref0001q';
const TWO = 'ref0002q';

const count = (over: Partial<Ends>) =>
  tally({
    published: [ONE, TWO],
    known: [known(ONE), known(TWO)],
    places: [terminalPlace],
    arrived: [message('a', `News ${ONE}`), message('b', `News ${TWO}`)],
    excuses: () => false,
    ...over,
  });

it('finds nothing wrong when everything came once', () => {
  expect(count({})).toMatchObject({ items: 2, classified: 2, joined: 2, lost: [], doubled: [], excused: 0 });
});

it('counts items that a message only counts as told', () => {
  expect(count({ arrived: [message('a', `News ${ONE} and 1 more`)] }).lost).toEqual([]);
});

it.each<[string, Partial<Ends>, string]>([
  ['was never stored', { known: [known(ONE)], arrived: [message('a', ONE)] }, `${TWO} was never stored`],
  ['was never judged', { known: [known(ONE), known(TWO, { classified: false })] }, `${TWO} was never judged`],
  ['was never told', { arrived: [message('a', ONE)] }, `terminal never heard of ${TWO}`],
])('sees an item that %s', (_, over, expected) => {
  expect(count(over).lost).toEqual([expected]);
});

it.each<[string, Partial<Ends>, RegExp]>([
  ['stored twice', { known: [known(ONE), known(TWO), known(TWO)] }, /^ref0002q was stored twice$/u],
  [
    'posted twice',
    { arrived: [message('a', `${ONE} ${TWO}`), message('a', `${ONE} ${TWO}`)] },
    /delivery a came/u,
  ],
  ['told twice', { arrived: [message('a', ONE), message('b', `${ONE} ${TWO}`)] }, /heard of ref0001q twice/u],
])('sees what was %s', (_, over, expected) => {
  const { doubled, lost } = count(over);

  expect(lost).toEqual([]);
  expect(doubled).toEqual([expect.stringMatching(expected)]);
});

it('excuses a repeat only where the first message may be repeated', () => {
  const arrived = [message('a', `${ONE} ${TWO}`, { at: 1 }), message('a', `${ONE} ${TWO}`, { at: 2 })];

  expect(count({ arrived, excuses: ({ at }) => at === 1 })).toMatchObject({ doubled: [], excused: 1 });
  expect(count({ arrived, excuses: ({ at }) => at === 2 })).toMatchObject({ excused: 0 });
});
