import { join } from 'node:path';
import type { Config } from '../config.ts';
import { replayedTime } from '../demo/replay.ts';
import { parseSampleNews, sitePath, type SampleFeed, type SampleNews } from '../demo/sample-news.ts';
import type { NewFeed } from '../feeds/feed.ts';
import { createLog } from '../log.ts';
import { readDemoState, writeDemoState, type DemoState } from './demo-state.ts';
import { PersonError } from './person-error.ts';
import type { OpenRuntime, Runtime } from './runtime.ts';
import { createSteps, createTally, type Tally } from './steps.ts';
import { aborted, stopSignal } from './stop-signal.ts';
import { prepareTerminal } from './terminal-channel.ts';

const HOUR_MS = 3_600_000;

/** The replay begins here; everything earlier is what the feeds held already. */
const FROM = new Date('2025-03-10T09:00:00Z');
/** A quarter of an hour in a second: a day of news in a minute and a half. */
const SPEED = 900;
/** Sample feeds are read every quarter of an hour of the replay. */
const POLL_EVERY_MS = HOUR_MS / 4;
const SETTLE_WITHIN_MS = 50_000;
const SHOWN_STORIES = ['us-treasury-breach', 'x-outage-2025-03-10'];

export interface SampleServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface DemoTools {
  readonly openRuntime: OpenRuntime;
  readonly startSampleServer: (news: SampleNews, clock: () => Date, port: number) => Promise<SampleServer>;
  readonly readSeeds: () => Promise<{ readonly demoNews: string }>;
}

interface Demo {
  readonly runtime: Runtime;
  readonly tally: Tally;
  readonly news: SampleNews;
  /** Where the sample server is. */
  readonly site: string;
  readonly clock: () => Date;
  /** Moves the clock on, durably. */
  readonly setReplay: (replay: DemoState['replay']) => void;
  readonly state: () => DemoState;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * `storywatch demo`: replays two days of sample news, served on this machine, on data of its own below the data folder.
 * A demo that was cut short goes on where it stood; one that ended starts anew.
 */
export async function runDemo(tools: DemoTools, settings: Config, once: boolean): Promise<number> {
  const dataDir = join(settings.dataDir, 'demo');
  const signal = stopSignal();
  const { step, say } = createSteps(process.stdout);
  const news = parseSampleNews((await tools.readSeeds()).demoNews);
  const log = createLog(settings.logLevel, join(dataDir, 'storywatch.log'));

  const stored = readDemoState(dataDir);
  let state = stored ?? newState();
  const clock = (): Date => replayedTime(state.replay, Date.now());
  const server = await serve(tools, news, clock, state.port, dataDir);
  const keep = (changes: Partial<DemoState>): void => {
    state = { ...state, ...changes };
    writeDemoState(dataDir, state);
  };
  say(stored ? 'The demo goes on where it was cut short.' : WELCOME);
  try {
    const tally = createTally();
    const runtime = await tools.openRuntime({
      config: demoConfig(settings, dataDir),
      log,
      clock,
      feeds: feedsOf(news, server.url),
      onStep: step,
      onProgress: tally.take,
      hostGapMs: 0,
      fresh: stored === null,
    });
    // Not before the database is this demo's: one that was killed earlier has nothing to go on with.
    keep({ port: server.port });
    const setReplay = (replay: DemoState['replay']): void => keep({ replay, loaded: true });
    try {
      const demo = {
        runtime,
        tally,
        news,
        site: server.url,
        clock,
        say,
        signal,
        state: () => state,
        setReplay,
      };
      await (once ? showOnce(demo) : showLive(demo));
      writeDemoState(dataDir, null);
    } finally {
      await runtime.close();
    }
  } finally {
    await server.close();
  }
  return 0;
}

const WELCOME = 'Storywatch demo: sample news of 10 and 11 March 2025, all on this machine.';

const newState = (): DemoState => ({
  port: 0,
  loaded: false,
  replay: { startedAtMs: Date.now(), fromMs: FROM.getTime(), untilMs: FROM.getTime(), speed: 1 },
});

async function serve(tools: DemoTools, news: SampleNews, clock: () => Date, port: number, dataDir: string) {
  try {
    return await tools.startSampleServer(news, clock, port);
  } catch (error) {
    throw new PersonError(
      `The sample feeds cannot be served on port ${port} (${String(error)}). End what uses it, or delete ${dataDir}.`,
    );
  }
}

/** The demo never touches servers or chats of yours, and may read from this machine only. */
const demoConfig = (settings: Config, dataDir: string): Config => ({
  ...settings,
  slack: undefined,
  discord: undefined,
  databaseUrl: undefined,
  redisUrl: undefined,
  dataDir,
  fetchAllow: ['127.0.0.1/32'],
  pollFloorMs: POLL_EVERY_MS,
});

const readFeeds = (news: SampleNews): readonly SampleFeed[] => news.feeds.filter((feed) => !feed.offered);

const feedsOf = (news: SampleNews, base: string): NewFeed[] =>
  readFeeds(news).map((feed) => ({
    url: `${base}${feed.path}`,
    title: feed.title,
    siteUrl: feed.site,
    folder: feed.id === 'status' || feed.id === 'cert' ? 'Status and advisories' : 'News',
    pinnedIntervalMs: POLL_EVERY_MS,
  }));

const lastNews = (news: SampleNews): number => Math.max(...news.items.map((item) => item.at.getTime()));

/** Reads what the feeds hold at the start of the replay; quietly, as with any feed that is added. */
async function load({ runtime, tally, news, clock, say, signal }: Demo): Promise<void> {
  await runtime.startEngine();
  say(`· Reading ${readFeeds(news).length} feeds …`);
  await settled(runtime, FROM, signal);
  const stories = await runtime.store.stories.list();
  say(
    `  ${tally.added()} items read, ${tally.judged()} judged, ${tally.joined()} of them belong to one of ${stories.length} stories.`,
  );
  say(
    `  What feeds hold when they are added is not announced.\n  It is now ${clock().toISOString().slice(0, 16).replace('T', ' ')} UTC in the replay.`,
  );
}

async function showOnce(demo: Demo): Promise<void> {
  const { runtime, news, say, signal, setReplay } = demo;
  const place = runtime.caller.channel;
  await prepareTerminal(runtime.store, place, null, demo.clock());
  if (!demo.state().loaded) await load(demo);
  else await runtime.startEngine();

  const end = lastNews(news) + HOUR_MS;
  setReplay({ startedAtMs: Date.now(), fromMs: end, untilMs: end, speed: 1 });
  say('· Two days later: reading what is new …\n');
  await runtime.startScreen();
  for (const feed of await runtime.store.feeds.list())
    await runtime.store.feeds.makeDue(feed.id, demo.clock());
  await settled(runtime, new Date(end), signal);
  await runtime.flushScreen();

  for (const line of ['/digest now', ...SHOWN_STORIES.map((slug) => `/story ${slug}`)]) {
    say(`\nstorywatch> ${line}\n`);
    runtime.print((await runtime.desk.runLine(line, runtime.caller)).message);
  }
}

async function showLive(demo: Demo): Promise<void> {
  const { runtime, news, site, say, signal, setReplay } = demo;
  const schedule = { times: ['08:00', '18:00'], timeZone: 'UTC' };
  await prepareTerminal(runtime.store, runtime.caller.channel, schedule, demo.clock());
  if (demo.state().loaded) await runtime.startEngine();
  else {
    await load(demo);
    const untilMs = lastNews(news) + HOUR_MS;
    setReplay({ startedAtMs: Date.now(), fromMs: demo.clock().getTime(), untilMs, speed: SPEED });
  }
  say(
    '  From here a second is a quarter of an hour: reports of followed stories\n  appear as they come, a digest at 18:00.',
  );
  const interactive = process.stdin.isTTY && process.stdout.isTTY;
  if (interactive) {
    say('  Try /story treasury, /stories list, /digest now, /storywatch help, or read one');
    for (const feed of news.feeds.filter(({ offered }) => offered))
      say(`  more publisher: /feeds add ${site}${sitePath(feed)}`);
    say('  Ctrl-C ends the demo.');
  }
  say('');
  await runtime.startScreen();
  const typed = runtime.prompt({ interactive, signal });
  if (interactive) await Promise.race([typed, aborted(signal)]);
  else await Promise.race([Promise.all([typed, replayOver(demo)]), aborted(signal)]);
}

async function replayOver({ runtime, state, clock, signal }: Demo): Promise<void> {
  const { untilMs } = state().replay;
  while (clock().getTime() < untilMs && !signal.aborted) await pause();
  if (!signal.aborted) await settled(runtime, new Date(untilMs - 2 * POLL_EVERY_MS), signal);
}

/** Waits until every feed was read after a moment, every item has its verdict and every message is out. */
async function settled(runtime: Runtime, after: Date, signal: AbortSignal): Promise<void> {
  const giveUpAt = Date.now() + SETTLE_WITHIN_MS;
  for (;;) {
    const feeds = await runtime.store.feeds.list();
    const { unclassified } = await runtime.store.items.counts(after);
    const { pending } = await runtime.store.deliveries.counts();
    const read = feeds.every((feed) => feed.lastCheckedAt !== null && feed.lastCheckedAt >= after);
    if ((read && unclassified === 0 && pending === 0) || signal.aborted) return;
    if (Date.now() > giveUpAt) {
      throw new PersonError(
        'The sample feeds were not read in time. The log in the demo’s data folder says why.',
      );
    }
    await pause();
  }
}

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 100);
  });
