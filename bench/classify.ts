import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { createTracker } from '../src/stories/create-tracker.ts';
import { parseBackground } from '../src/stories/frequencies.ts';
import { parseLexicon } from '../src/stories/text/lexicon.ts';
import type { TrackedStory } from '../src/stories/tracker.ts';
import type { Article } from '../src/stories/verdict.ts';

// Items a second on one core, memory and event-loop delay for 10 to 10,000 stories; beside it, in the same run, a plain
// TF-IDF cosine over all stories. Texts are made up: words by how common they are, names invented. Each number of stories
// has a process of its own, so that none inherits another's heap; its memory is all that the process holds when the last
// item is judged, Node and the made-up texts included, and before the yardstick starts.
//   tsx bench/classify.ts [--items 5000] [--stories 1000]

const setting = (name: string): number | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
};
const SIZES = [10, 100, 1000, 10_000];
const size = setting('--stories');
const ITEMS = setting('--items') ?? 5000;
// A process that runs for weeks is warm: what is judged while functions are still being compiled does not count. By the
// thousand the pace was 2.0, 3.9, 4.4, 5.1, 5.2 … thousand items a second, and no more than that later.
const WARM_UP = 4000;
// The yardstick compares with every story: at 10,000 a few hundred items tell its pace.
const YARDSTICK_WORK = 2_000_000;
// The program looks up from classifying this often, as its job does.
const AT_A_STRETCH_MS = 10;

const folder = new URL('../seeds/lexicon/', import.meta.url);
const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
const lexicon = parseLexicon(files);
const background = parseBackground(files);
const words = [...(background.words.get('en') ?? [])]
  .toSorted((one, other) => other[1] - one[1])
  .map(([key]) => key.slice(2));
const ACTIONS = ['data breach', 'outage', 'ransomware attack', 'leak', 'cyberattack', 'service disruption'];

let state = 1;
const random = (): number => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 4_294_967_296;
};
const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
// Low ranks more often, as in language.
const word = (): string => words[Math.floor(words.length * random() ** 3)] ?? 'news';
const text = (length: number): string => Array.from({ length }, word).join(' ');
const SYLLABLES = ['ka', 'lor', 'vex', 'mi', 'tran', 'qu', 'del', 'so', 'ber', 'nix', 'hal', 'ru'];
const name = (): string => {
  const made = Array.from({ length: 4 }, () => pick(SYLLABLES) ?? '').join('');
  return made.charAt(0).toUpperCase() + made.slice(1);
};

const START = Date.UTC(2025, 0, 1);
const stories: { readonly tracked: TrackedStory; readonly actor: string; readonly action: string }[] =
  Array.from({ length: size ?? 0 }, (_, index) => {
    const [actor, action] = [`${name()} ${name()}`, pick(ACTIONS) ?? ''];
    const seed = {
      title: `${actor} hit by ${action}`,
      text: `${actor} ${text(25)} ${action} ${name()} ${text(25)}`,
      lang: 'en',
      date: new Date(START),
    };
    const none = { title: '', aliases: [], entities: [], startedAt: null, members: [], rejected: [] };
    return { actor, action, tracked: { ...none, id: String(index), seeds: [seed] } };
  });

/** Nine of ten items belong nowhere; the tenth is of one of the first `count` stories. */
function articles(count: number): Article[] {
  return Array.from({ length: WARM_UP + ITEMS }, (_, index) => {
    const story = random() < 0.1 ? stories[Math.floor(random() * count)] : undefined;
    const subject =
      story === undefined ? `${name()} ${text(5)}` : `${story.actor} ${story.action} ${text(4)}`;
    const date = new Date(START + index * 60_000);
    return { id: `i${String(index)}`, title: subject, text: text(45), lang: 'en', date };
  });
}

async function runTracker(
  count: number,
): Promise<{ pace: number; cpuMicros: number; memory: number; delayMs: number }> {
  const tracker = createTracker({ lexicon, background });
  for (const { tracked } of stories.slice(0, count)) tracker.setStory(tracked);
  const items = articles(count);
  const judgeAll = async (some: readonly Article[]): Promise<void> => {
    let since = performance.now();
    for (const article of some) {
      if (performance.now() - since > AT_A_STRETCH_MS) {
        await setImmediate();
        since = performance.now();
      }
      tracker.learn(article, tracker.judge(article));
    }
  };
  await judgeAll(items.slice(0, WARM_UP));
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  const before = process.cpuUsage();
  await judgeAll(items.slice(WARM_UP));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  return {
    pace: ITEMS / seconds,
    cpuMicros: (user + system) / ITEMS,
    memory: process.memoryUsage().rss / 1e6,
    delayMs: delay.percentile(99) / 1e6,
  };
}

const split = (whole: string): string[] => whole.toLowerCase().split(/\W+/).filter(Boolean);

/** TF-IDF cosine with every story, nothing else: no languages, names, time or reasons. */
function runYardstick(count: number): number {
  const items = articles(count).slice(0, Math.max(100, Math.ceil(YARDSTICK_WORK / count)));
  const texts = stories
    .slice(0, count)
    .map(({ tracked }) => `${tracked.seeds[0]?.title} ${tracked.seeds[0]?.text}`);
  const holders = new Map<string, number>();
  for (const whole of texts)
    for (const term of new Set(split(whole))) holders.set(term, (holders.get(term) ?? 0) + 1);
  const vector = (whole: string): Map<string, number> => {
    const weights = new Map<string, number>();
    for (const term of split(whole))
      weights.set(term, (weights.get(term) ?? 0) + Math.log(count / (1 + (holders.get(term) ?? 0)) + 1));
    const length = Math.hypot(...weights.values());
    return new Map([...weights].map(([term, weight]) => [term, weight / length]));
  };
  const profiles = texts.map(vector);
  const start = performance.now();
  let joined = 0;
  for (const item of items) {
    const own = vector(`${item.title} ${item.text}`);
    let best = 0;
    for (const profile of profiles) {
      let dot = 0;
      for (const [term, weight] of own) dot += weight * (profile.get(term) ?? 0);
      best = Math.max(best, dot);
    }
    if (best > 0.3) joined++;
  }
  return joined < 0 ? 0 : items.length / ((performance.now() - start) / 1000);
}

const cell = (value: string, width: number): string => value.padStart(width);

async function measure(count: number): Promise<void> {
  const { pace, cpuMicros, memory, delayMs } = await runTracker(count);
  const plain = runYardstick(count);
  const cells = [
    cell(pace.toFixed(0), 10),
    cell(cpuMicros.toFixed(0), 14),
    cell(memory.toFixed(0), 12),
    cell(delayMs.toFixed(1), 20),
  ];
  process.stdout.write(`${cell(String(count), 7)}${cells.join('')}${cell(plain.toFixed(0), 23)}\n`);
}

if (size === undefined) {
  process.stdout.write(
    'stories   items/s   CPU µs/item   memory MB   loop delay p99 ms   plain TF-IDF items/s\n',
  );
  for (const count of SIZES) {
    const again = [...process.execArgv, ...process.argv.slice(1), '--stories', String(count)];
    spawnSync(process.execPath, again, { stdio: 'inherit' });
  }
} else await measure(size);
