import { setTimeout as delay } from 'node:timers/promises';
import { openDiscordEnd, openSlackEnd, type Arrived, type SlackEnd } from './far-end.ts';
import type { Postgres } from './postgres.ts';
import type { Random } from './random.ts';
import { hasRedis } from './redis.ts';
import type { Rig } from './rig.ts';
import { drill, type Outcome, type Scenario } from './scenario.ts';
import type { Tally } from './tally.ts';
import { comparePrinted } from './printed.ts';

/** Kills the whole program while it works, at times once more while it starts, and starts it again. */
export async function killProgram({ program }: Rig, random: Random): Promise<void> {
  await program.kill();
  if (random.next() < 0.3) {
    program.launch();
    await delay(random.whole(0, 2_000));
    await program.kill();
  }
  await program.start();
}

/** What is printed counts too, not only what is in the database for it. */
function onScreen({ program }: Rig, counted: Tally): Partial<Outcome> {
  const { lost, doubled, marked } = comparePrinted(program.printed(), counted);
  return {
    lost: [...counted.lost, ...lost],
    doubled: [...counted.doubled, ...doubled],
    note: `${marked} pages were shown with the note that they may be repeats`,
  };
}

const needsRedis = (): string | null => (hasRedis() ? null : 'redis-server is not installed');

/** A message that Slack took within this time before a kill may not have been noted as sent yet. */
const NOTED_WITHIN_MS = 1_000;
/** Stretches the window between Slack's taking a message and our noting it, so that kills hit it. */
const SLOWEST_ANSWER_MS = 400;

function killOnSlack(history: boolean): Scenario {
  let end: SlackEnd | undefined;
  const kills: number[] = [];
  const killedSoonAfter = (at: number): boolean =>
    kills.some((kill) => kill >= at && kill - at <= SLOWEST_ANSWER_MS + NOTED_WITHIN_MS);
  return drill(`kill -9 of the whole program (Slack with${history ? '' : 'out'} history scope)`, {
    farEnd: async () => (end = await openSlackEnd(history)),
    async fault(rig, random) {
      kills.push(Date.now());
      await killProgram(rig, random);
      end?.wire.delayAnswers(random.next() < 0.5 ? 0 : random.whole(0, SLOWEST_ANSWER_MS));
    },
    ...(history ? {} : { excuses: ({ at }) => killedSoonAfter(at) }),
    judge: async ({ postgres }) => ({ note: await windowOn(postgres, end?.arrived() ?? []) }),
  });
}

/** How long after Slack's answer a message was noted as sent: together with the answer's way, the window of a repeat. */
async function windowOn(postgres: Postgres, arrived: readonly Arrived[]): Promise<string> {
  const sent = await postgres.query<{ nonce: string; at: Date }>(
    `select left(replace(id::text, '-', ''), 25) as nonce, pg_xact_commit_timestamp(xmin) as at
     from deliveries where state = 'sent' and kind = 'update'`,
  );
  const notedAt = new Map(sent.map(({ nonce, at }) => [nonce, at.getTime()]));
  // What was noted came last: an answer before it was to a first part, or went down with the program that it was for.
  const lastAnswers = new Map(arrived.map(({ nonce, answeredAt }) => [nonce.split('.')[0], answeredAt]));
  const windows = [...lastAnswers]
    .flatMap(([nonce, answeredAt]) => {
      const noted = notedAt.get(nonce ?? '');
      return noted === undefined || answeredAt === undefined ? [] : [noted - answeredAt];
    })
    .filter((ms) => ms >= 0)
    .toSorted((one, other) => one - other);
  const at = (share: number): number => Math.round(windows[Math.floor((windows.length - 1) * share)] ?? 0);
  return `noted as sent after Slack's answer: median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms of ${windows.length} messages`;
}

/** `kill -9` of processes of the program and of its servers. */
export const KILLS: readonly Scenario[] = [
  drill('kill -9 of one of two workers, or of the chat', {
    queue: 'redis',
    skip: needsRedis,
    farEnd: openDiscordEnd,
    processes: [
      ['start', '--role', 'worker'],
      ['start', '--role', 'worker'],
      ['start', '--role', 'chat'],
    ],
    async fault({ programs }, random) {
      const program = random.pick(programs);
      await program.kill();
      await program.start();
    },
  }),
  drill('kill -9 of the whole program (embedded PostgreSQL, terminal)', {
    embedded: true,
    fault: killProgram,
    judge: onScreen,
  }),
  drill('kill -9 of the whole program (Redis, Discord)', {
    queue: 'redis',
    skip: needsRedis,
    farEnd: openDiscordEnd,
    fault: killProgram,
  }),
  killOnSlack(true),
  killOnSlack(false),
  drill('kill -9 of the embedded PostgreSQL', {
    embedded: true,
    async fault({ postgres }, random) {
      if (random.next() < 0.5) await postgres.killBackend();
      else await postgres.kill();
      await postgres.start();
    },
    judge: onScreen,
  }),
  drill('kill -9 of a PostgreSQL server', {
    farEnd: openDiscordEnd,
    async fault({ postgres }, random) {
      if (random.next() < 0.5) return postgres.killBackend();
      await postgres.kill();
      await delay(random.whole(0, 1_000));
      await postgres.start();
    },
  }),
  drill('kill -9 of Redis', {
    queue: 'redis',
    skip: needsRedis,
    farEnd: openDiscordEnd,
    async fault({ redis }, random) {
      await redis?.kill();
      await delay(random.whole(0, 1_000));
      await redis?.start();
    },
  }),
];
