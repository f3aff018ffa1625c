import { setTimeout as delay } from 'node:timers/promises';
import { slash } from '../support/discord-people.ts';
import { slashCommand } from '../support/slack-server-payloads.ts';
import { openDiscordEnd, openSlackEnd, type DiscordEnd, type FarEnd, type SlackEnd } from './far-end.ts';
import type { Random } from './random.ts';
import { drill, type Scenario } from './scenario.ts';

/** Longer than either client waits for an answer would take too long twenty times: it happens once. */
const LONG_HANG_MS = 16_000;
/** A round in which the wire hangs, late enough that a short run leaves it out. */
const LONG_HANG_AT = 16;

type Kind = 'slow down' | 'error' | 'reset before' | 'reset after' | 'hang' | 'cut';
const KINDS: readonly Kind[] = ['slow down', 'error', 'reset before', 'reset after', 'hang', 'cut'];

async function onTheWire({ wire }: FarEnd, kind: Kind, random: Random, count: number): Promise<void> {
  if (kind === 'cut') wire.cut();
  if (kind !== 'hang') return;
  wire.hang(true);
  await delay(count === LONG_HANG_AT ? LONG_HANG_MS : random.whole(100, 2_000));
  wire.hang(false);
}

const POSTS = /\/messages$/u;

function onDiscord({ server }: DiscordEnd, kind: Kind, random: Random): void {
  const path = POSTS;
  if (kind === 'slow down') server.fail({ path, kind: 'rate-limit', retryAfterMs: random.whole(100, 3_000) });
  if (kind === 'error') server.fail({ path, kind: 'server-error', times: random.whole(1, 3) });
  if (kind === 'reset before') server.fail({ path, kind: 'reset' });
  if (kind === 'reset after') server.fail({ path, kind: 'answer-lost' });
}

function onSlack({ server }: SlackEnd, kind: Kind): void {
  const method = 'chat.postMessage';
  if (kind === 'slow down') server.next(method, { kind: 'rate-limit', retryAfterS: 1 });
  if (kind === 'error') server.next(method, { kind: 'status', status: 500 });
  if (kind === 'reset before') server.next(method, { kind: 'reset' });
  if (kind === 'reset after') server.next(method, { kind: 'lost-answer' });
}

/** Each kind in turn, so that twenty faults have each at least three times. */
const kindOf = (count: number): Kind => KINDS[count % KINDS.length] ?? 'cut';

function discordFaults(): Scenario {
  let end: DiscordEnd | undefined;
  return drill('Discord: 429, 500, time-outs, resets before and after', {
    farEnd: async () => (end = await openDiscordEnd()),
    async fault(_rig, random, count) {
      if (!end) return;
      onDiscord(end, kindOf(count), random);
      await onTheWire(end, kindOf(count), random, count);
    },
  });
}

function slackFaults(history: boolean): Scenario {
  let end: SlackEnd | undefined;
  const scope = history ? 'with history scope' : 'without history scope';
  return drill(`Slack ${scope}: 429, 500, time-outs, resets before and after`, {
    farEnd: async () => (end = await openSlackEnd(history)),
    async fault(_rig, random, count) {
      if (!end) return;
      onSlack(end, kindOf(count));
      await onTheWire(end, kindOf(count), random, count);
    },
    ...(history ? {} : { excuses: ({ answeredAt }) => answeredAt === undefined }),
  });
}

const ANSWER_WITHIN_MS = 180_000;

/** Returns when `holds` does; false when it never did. */
async function came(holds: () => boolean | Promise<boolean>): Promise<boolean> {
  const giveUpAt = Date.now() + ANSWER_WITHIN_MS;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) return false;
    await delay(50);
  }
  return true;
}

function gatewayCuts(): Scenario {
  let end: DiscordEnd | undefined;
  const unanswered: string[] = [];
  return drill('Discord: gateway cut', {
    items: 1,
    farEnd: async () => (end = await openDiscordEnd()),
    async fault(_rig, random, count) {
      if (!end) return;
      const { gateway } = end.server;
      const before = gateway.identified.length + gateway.resumed.length;
      if (random.next() < 0.3) gateway.askToReconnect();
      else gateway.disconnect(random.pick([1006, 4000, 1001]));
      if (!(await came(() => gateway.identified.length + gateway.resumed.length > before)))
        unanswered.push(`the gateway was not connected again after cut ${count}`);
      const asked = slash(end.server, 'story', { name: 'Quorvex breach' });
      if (!(await came(() => asked.callback !== undefined)))
        unanswered.push(`a command after cut ${count} was not answered`);
    },
    judge: (_rig, { lost }) => ({ lost: [...lost, ...unanswered] }),
  });
}

function socketCuts(): Scenario {
  let end: SlackEnd | undefined;
  const unanswered: string[] = [];
  return drill('Slack: socket cut', {
    items: 1,
    farEnd: async () => (end = await openSlackEnd(true)),
    async fault(_rig, random, count) {
      if (!end) return;
      const { server } = end;
      if (random.next() < 0.3) server.sockets.refresh();
      else server.sockets.drop();
      const before = server.answers.length;
      const command = slashCommand('/story', 'Quorvex breach', server.responseUrl());
      const ask = async (): Promise<boolean> => {
        const answered = server.sockets.send('slash_commands', command).then(() => true);
        return Promise.race([answered, delay(2_000, false)]);
      };
      if (!(await came(ask)) || !(await came(() => server.answers.length > before)))
        unanswered.push(`a command after cut ${count} was not answered`);
    },
    judge: (_rig, { lost }) => ({ lost: [...lost, ...unanswered] }),
  });
}

/** The chats' APIs fail in every way they have. */
export const CHAT_FAULTS: readonly Scenario[] = [
  discordFaults(),
  slackFaults(true),
  slackFaults(false),
  gatewayCuts(),
  socketCuts(),
];
