import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createDiscordSetup } from '../../adapters/discord/check.ts';
import { serverAheadMs } from '../../adapters/feeds/server-time.ts';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';
import { inspectDatabase } from '../../adapters/postgres/inspect.ts';
import { inspectRedis } from '../../adapters/redis/inspect.ts';
import { checkSlack } from '../../adapters/slack/check.ts';
import type { Check } from '../cli/doctor.ts';
import { understandSettings } from '../cli/doctor.ts';
import {
  clockFinding,
  databaseFindings,
  diskFinding,
  folderFinding,
  nodeFinding,
  ok,
  problem,
  redisFindings,
  storedFindings,
  warning,
  type DatabaseFacts,
  type Finding,
} from '../cli/doctor-findings.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { lookAtEmbeddings } from './embeddings.ts';
import { proxiesOf, userAgentOf } from './feeds.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What `storywatch doctor` looks at, in this order. Nothing is changed; an embedded database is started and left as it was. */
export function createChecks(env: Env, version: string): readonly Check[] {
  const { config, findings } = understandSettings(env);
  let facts: DatabaseFacts | null = null;
  return [
    { name: 'Settings', mend: 'See .env.example.', look: () => Promise.resolve(findings) },
    {
      name: 'Node',
      mend: 'Install Node again.',
      look: () => Promise.resolve([nodeFinding(process.versions.node)]),
    },
    {
      name: 'Data folder',
      mend: 'Name a folder that this user may write to in DATA_DIR.',
      look: () => dataFolder(config.dataDir),
    },
    {
      name: 'Database',
      mend: config.databaseUrl
        ? 'Check DATABASE_URL, and that the server runs and lets this machine in.'
        : 'The log in the data folder says more.',
      async look() {
        facts = await lookAtDatabase(config);
        if (facts === null) return [ok('Database: none yet; the first start makes one in the data folder.')];
        const where = config.databaseUrl ? `at ${new URL(config.databaseUrl).host}` : 'in the data folder';
        return [...databaseFindings(facts, where), ...(facts.stored ? storedFindings(facts.stored) : [])];
      },
    },
    { name: 'Queue', mend: 'Check REDIS_URL, and that the server runs.', look: () => queue(config) },
    { name: 'Clock', mend: 'Check the network.', look: () => clock(config, env, version, facts) },
    { name: 'Slack', mend: 'storywatch slack check says more.', look: () => slack(config) },
    { name: 'Discord', mend: 'storywatch discord check says more.', look: () => discord(config) },
    {
      name: 'Embeddings',
      mend: 'Without them stories are told apart all the same: EMBEDDINGS=off.',
      look: () => lookAtEmbeddings(config),
    },
    {
      name: 'Credentials',
      mend: 'Set SECRET_KEY.',
      look: () => Promise.resolve(credentials(config, facts)),
    },
  ];
}

async function dataFolder(dataDir: string): Promise<readonly Finding[]> {
  const folder = resolve(dataDir);
  let there = folder;
  while (!(await exists(there)) && dirname(there) !== there) there = dirname(there);
  const findings: Finding[] = [];
  const info = await stat(there);
  if (!info.isDirectory()) return [problem(`${there} is no folder.`, 'Name another in DATA_DIR.')];
  try {
    await access(there, constants.W_OK | constants.X_OK);
    findings.push(
      there === folder
        ? folderFinding(info.mode, folder)
        : ok(`Data folder: ${folder}, made by the first start`),
    );
  } catch {
    findings.push(
      problem(
        `This user may not write to ${there}.`,
        'Name another folder in DATA_DIR, or change its owner.',
      ),
    );
  }
  const disk = await statfs(there);
  return [...findings, diskFinding(disk.bavail * disk.bsize, folder)];
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function lookAtDatabase({ databaseUrl, dataDir }: Config): Promise<DatabaseFacts | null> {
  if (databaseUrl) return inspectDatabase(databaseUrl);
  if (!(await exists(join(dataDir, 'postgres')))) return null;
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    return await inspectDatabase(server.url);
  } finally {
    await server.stop();
  }
}

async function queue({ redisUrl }: Config): Promise<readonly Finding[]> {
  return redisUrl ? redisFindings(await inspectRedis(redisUrl)) : [ok('Queue: on the database')];
}

async function clock(
  config: Config,
  env: Env,
  version: string,
  facts: DatabaseFacts | null,
): Promise<readonly Finding[]> {
  const own = facts && config.databaseUrl ? [clockFinding(facts.aheadMs, "the database's")] : [];
  const feed = facts?.stored?.wellFeed;
  if (!feed || !URL.canParse(feed)) return own;
  const asked = {
    userAgent: userAgentOf(config, version),
    allow: config.fetchAllow,
    proxies: proxiesOf(env),
  };
  const aheadMs = await serverAheadMs(feed, asked).catch(() => null);
  return aheadMs === null ? own : [...own, clockFinding(aheadMs, `that of ${new URL(feed).host}`)];
}

async function slack({ slack: settings, admins }: Config): Promise<readonly Finding[]> {
  if (!settings) return [ok('Slack: not set up')];
  const found = await checkSlack({ ...settings, admins, channels: [], log: createLog('silent') });
  return found.map(({ state, text, page }) =>
    state === 'missing' ? problem(`Slack: ${text}`, page ?? '') : ok(`Slack: ${text}`),
  );
}

async function discord({ discord: settings, allowedSpaces }: Config): Promise<readonly Finding[]> {
  if (!settings) return [ok('Discord: not set up')];
  const found = await createDiscordSetup({ ...settings, allowedSpaces }).check([]);
  return found.map((each) =>
    each.ok ? ok(`Discord: ${each.text}`) : problem(`Discord: ${each.text}`, each.page ?? ''),
  );
}

function credentials({ secretKey }: Config, facts: DatabaseFacts | null): readonly Finding[] {
  const feeds = facts?.stored?.withCredentials ?? 0;
  if (feeds === 0 || secretKey) return [];
  return [
    warning(
      `${feeds} feeds need credentials, but SECRET_KEY is not set, so they cannot be read.`,
      'Set the SECRET_KEY with which they were stored.',
    ),
  ];
}
