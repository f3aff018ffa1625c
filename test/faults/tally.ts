// What came of what was published, counted at both ends and compared.
import type { Arrived, Place } from './far-end.ts';

/** A published item as the tables have it. */
export interface KnownItem {
  readonly token: string;
  readonly classified: boolean;
  /** It belongs to a story, so every channel that follows must hear of it. */
  readonly joined: boolean;
}

export interface Tally {
  readonly published: number;
  /** Published items that are in the tables, each once. */
  readonly items: number;
  readonly classified: number;
  /** Items that joined a story. */
  readonly joined: number;
  /** Words of the items that messages named. */
  readonly told: readonly string[];
  /** Messages at the far end. */
  readonly messages: number;
  /** One line each: items that never arrived in the tables, were never judged, or of which a channel never heard. */
  readonly lost: readonly string[];
  /** One line each: items stored twice, messages posted twice, items that a channel heard of twice. */
  readonly doubled: readonly string[];
  /** Messages posted once more that are excused. */
  readonly excused: number;
}

export interface Ends {
  /** Words of the published items. */
  readonly published: readonly string[];
  readonly known: readonly KnownItem[];
  readonly places: readonly Place[];
  readonly arrived: readonly Arrived[];
  /** Whether a message may come again, because nothing told the program that it had arrived. */
  readonly excuses: (first: Arrived) => boolean;
}

const TOKEN = /ref\d{4}q/gu;
const MORE = /and (\d+) more/u;

export function tally({ published, known, places, arrived, excuses }: Ends): Tally {
  const byToken = groupBy(known, ({ token }) => token);
  const lost = [
    ...published.filter((token) => !byToken.has(token)).map((token) => `${token} was never stored`),
    ...known.filter(({ classified }) => !classified).map(({ token }) => `${token} was never judged`),
  ];
  const doubled = [...byToken]
    .filter(([, rows]) => rows.length > 1)
    .map(([token]) => `${token} was stored twice`);
  const joined = known.filter((item) => item.joined).map(({ token }) => token);

  let excused = 0;
  const named = new Set<string>();
  for (const place of places) {
    const { channelId } = place.ref;
    const here = arrived.filter(({ channel }) => channel === channelId);
    for (const [nonce, copies] of groupBy(here, (each) => each.nonce)) {
      if (copies.length === 1) continue;
      if (copies.slice(0, -1).every(excuses)) excused += copies.length - 1;
      else doubled.push(`${channelId}: delivery ${nonce} came ${timesOf(copies)}`);
    }
    // In threads a story has its post above, which shows its newest items too.
    const told = here.filter(({ threaded }) => threaded === (place.updates === 'thread'));
    const once = new Map(told.map((each) => [each.nonce, each]));
    for (const each of told) for (const token of tokensOf(each.text)) named.add(token);
    lost.push(...unheard(channelId, joined, [...once.values()]));
    doubled.push(...heardTwice(channelId, [...once.values()]));
  }
  return {
    published: published.length,
    items: byToken.size,
    classified: known.filter(({ classified }) => classified).length,
    joined: joined.length,
    told: [...named],
    messages: arrived.length,
    lost,
    doubled,
    excused,
  };
}

const timesOf = (copies: readonly Arrived[]): string =>
  copies.map(({ at, answeredAt }) => `at ${at} (answered ${answeredAt ?? 'never'})`).join(', ');

const tokensOf = (text: string): readonly string[] => [...new Set(text.match(TOKEN))];

/** A message names five items and counts the rest: these are heard of too. */
function unheard(channel: string, joined: readonly string[], told: readonly Arrived[]): string[] {
  const heard = new Set(told.flatMap(({ text }) => tokensOf(text)));
  const counted = told.reduce((sum, { text }) => sum + Number(MORE.exec(text)?.[1] ?? 0), 0);
  const missing = joined.filter((token) => !heard.has(token));
  return missing.slice(counted).map((token) => `${channel} never heard of ${token}`);
}

function heardTwice(channel: string, told: readonly Arrived[]): string[] {
  const times = groupBy(
    told.flatMap(({ text }) => tokensOf(text)),
    (token) => token,
  );
  return [...times]
    .filter(([, each]) => each.length > 1)
    .map(([token]) => `${channel} heard of ${token} twice`);
}

function groupBy<Element>(
  list: readonly Element[],
  keyOf: (element: Element) => string,
): Map<string, Element[]> {
  const groups = new Map<string, Element[]>();
  for (const element of list) {
    const key = keyOf(element);
    groups.set(key, [...(groups.get(key) ?? []), element]);
  }
  return groups;
}
