// The whole program under load, with everything on this machine: a thousand feeds as fast as it can, once more unchanged,
// then at their intervals while news comes in and channels hear of it. newsboat reads the same feeds beside it.
//
//   npx tsx bench/load.ts [--feeds 1000] [--minutes 10] [--queue redis|postgres] [--channels 50] [--interval 60]
//                         [--rate 1] [--profile FOLDER] [--no-newsboat]
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { stderr, stdout, version } from 'node:process';
import { parseArgs } from 'node:util';
import { freePort } from '../test/support/waiting.ts';
import { openChat, type FarEnd } from './load/chat.ts';
import { openInstallation, type Installation } from './load/installation.ts';
import { newsboatVersion, reloadWithNewsboat } from './load/newsboat.ts';
import { startProgram } from './load/program.ts';
import { loopLine, memoryOf, processTable } from './load/report.ts';
import { delayTable, roundTable, type Rounds } from './load/results.ts';
import { delivered, roundOf, seenTimes, settle, steady } from './load/rounds.ts';
import { startPublisher, startRedis, type Publisher } from './load/servers.ts';
import { spentOn, watch, type Sample, type Watched } from './load/watch.ts';

const ITEMS = 30;
const WARM_UP_FEEDS = 50;

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    feeds: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
    queue: { type: 'string', default: 'redis' },
    channels: { type: 'string', default: '50' },
    interval: { type: 'string', default: '60' },
    rate: { type: 'string', default: '1' },
    profile: { type: 'string' },
    newsboat: { type: 'boolean', default: true },
  },
});
const feeds = Number(options.feeds);
const minutes = Number(options.minutes);
const intervalS = Number(options.interval);
const itemsPerSecond = Number(options.rate);

const say = (text: string): void =>
  void stderr.write(`${(performance.now() / 1000).toFixed(1)} s: ${text}\n`);
const print = (text: string): void => void stdout.write(`${text}\n\n`);

interface Outcome extends Rounds {
  readonly fast: readonly Sample[];
  readonly slow: readonly Sample[];
}

async function runProgram(
  folder: string,
  installation: Installation,
  publisher: Publisher,
  chat: FarEnd,
): Promise<Outcome> {
  const urls = publisher.urls.slice(0, feeds);
  const redis = options.queue === 'redis' ? await startRedis(folder) : null;
  const port = String(await freePort());
  const program = await startProgram({
    folder,
    profiles: options.profile,
    env: {
      DATA_DIR: installation.dataDir,
      REDIS_URL: redis?.url,
      FETCH_ALLOW: '127.0.0.0/8',
      LOG_LEVEL: 'warn',
      PORT: port,
      ...chat.env,
    },
  });
  say('the program is at work');
  const processes: readonly Watched[] = [
    { name: 'Storywatch', pid: program.pid },
    { name: 'PostgreSQL', pid: installation.postgresPid, withChildren: true },
    ...(redis ? [{ name: 'Redis', pid: redis.pid }] : []),
    { name: 'publishers', pid: publisher.pid },
  ];
  const metrics = `http://127.0.0.1:${port}/metrics`;
  try {
    const fastWatch = watch(processes, metrics, 2_000);
    const phase = async (name: string, work: () => Promise<number>): Promise<number> => {
      const { tookS, cpuS } = await spentOn(processes, work);
      const spent = Object.entries(cpuS).map(([process, spentS]) => `${process} ${spentS.toFixed(1)} s`);
      say(`${name} ${tookS.toFixed(1)} s; CPU: ${spent.join(', ')}`);
      return tookS;
    };
    // A service runs for weeks: what it loads and compiles for its first feeds is none of a round's.
    await phase('warm-up', () => roundOf(installation, publisher.urls.slice(feeds)));
    await phase('warm-up, verdicts', () => settle(installation));
    const firstS = await phase('first round', () => roundOf(installation, urls));
    const settledS = await phase('all have a verdict later by', () => settle(installation));
    const unchangedS = await phase('304 round', () => roundOf(installation, urls));
    const fast = await fastWatch.stop();
    const slowWatch = watch(processes, metrics, 5_000);
    const published = await steady(installation, publisher, { feeds, minutes, intervalS, itemsPerSecond });
    const slow = await slowWatch.stop();
    await settle(installation);
    await delivered(installation);
    print(delayTable(chat, published, await seenTimes(installation)));
    for (const complaint of chat.complaints().slice(0, 5)) say(complaint);
    return { firstS, settledS, unchangedS, fast, slow };
  } finally {
    await program.close();
    await redis?.close();
  }
}

const folder = await realpath(await mkdtemp(join(tmpdir(), 'storywatch-load-')));
await chmod(folder, 0o755); // root's PostgreSQL runs as somebody else, who must get through
const publisher = await startPublisher(feeds + WARM_UP_FEEDS);
const chat = await openChat(Number(options.channels));
const installation = await openInstallation(folder, publisher.urls, chat.channels);
try {
  const here = newsboatVersion();
  const newsboat =
    here && options.newsboat ? await reloadWithNewsboat(folder, publisher.urls.slice(0, feeds)) : null;
  if (newsboat) say(`newsboat ${here}: ${newsboat.firstS.toFixed(1)} s, ${newsboat.unchangedS.toFixed(1)} s`);
  print(
    `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${version}, queue on ${options.queue}, ` +
      `newsboat ${here ?? 'not on the PATH'} (reload-threads 4).`,
  );
  const rounds = await runProgram(folder, installation, publisher, chat);
  print(roundTable({ feeds, items: ITEMS }, rounds, newsboat));
  const ours = ['Storywatch', 'PostgreSQL', 'Redis'];
  print(
    `Rounds: ${loopLine(rounds.fast)}. Together at most ${memoryOf(rounds.fast, ours).toFixed(0)} MB.\n\n${processTable(rounds.fast)}`,
  );
  print(
    `${minutes} minutes at an interval of ${intervalS} s: ${loopLine(rounds.slow)}. Together at most ${memoryOf(rounds.slow, ours).toFixed(0)} MB.\n\n${processTable(rounds.slow)}`,
  );
} finally {
  await installation.close();
  await chat.close();
  await publisher.close();
  await rm(folder, { recursive: true, force: true });
}
