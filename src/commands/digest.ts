import { IANAZone } from 'luxon';
import { collectDigest } from '../digests/digest.ts';
import { describeSchedule, nextDigestAt, parseSchedule } from '../digests/schedule.ts';
import { digestMessage } from '../messages/digest.ts';
import { say } from '../messages/message.ts';
import { timeSpan } from '../messages/update.ts';
import { UserError, type Command, type Invocation, type Reply } from './command.ts';
import { change, done, given, toUser, type CommandDeps } from './deps.ts';

const DAY_MS = 24 * 3_600_000;
/** A digest asked for by hand looks back at least so far. */
const LOOK_BACK_MS = DAY_MS;

export function digestCommand(deps: CommandDeps): Command {
  return {
    name: 'digest',
    summary: 'What changed, for this channel',
    actions: [
      {
        name: 'now',
        summary: 'What changed since the last digest, or in the last day',
        permission: 'anyone',
        options: [],
        run: (invocation) => now(deps, invocation),
      },
      {
        name: 'schedule',
        summary: 'Send a digest here on a schedule',
        permission: 'admin',
        example: 'daily 08:00 Europe/Paris',
        options: [
          {
            name: 'when',
            summary: 'daily, weekdays, weekly or days; times; time zone',
            type: 'text',
            required: true,
            rest: true,
            maxLength: 120,
          },
          {
            name: 'time-zone',
            summary: 'Zone of these times, where it is not among them',
            type: 'time-zone',
            required: false,
            maxLength: 60,
          },
        ],
        run: (invocation) => schedule(deps, invocation),
      },
      {
        name: 'status',
        summary: 'When this channel gets its next digest',
        permission: 'anyone',
        options: [],
        run: (invocation) => status(deps, invocation),
      },
      {
        name: 'off',
        summary: 'Send no digest here',
        permission: 'admin',
        options: [],
        run: (invocation) => off(deps, invocation),
      },
    ],
  };
}

async function now({ store }: CommandDeps, { channel: place, now: to }: Invocation): Promise<Reply> {
  const channel = await store.channels.ensure(place, to);
  const dayAgo = to.getTime() - LOOK_BACK_MS;
  const from = new Date(channel.digest ? Math.min(channel.lastDigestAt.getTime(), dayAgo) : dayAgo);
  const follows = await store.channels.follows(channel.id);
  if (follows.length === 0) {
    throw new UserError(
      'This channel follows nothing yet. Try /stories list, then /stories follow <story or topic>.',
    );
  }
  return toUser(digestMessage(await collectDigest(store, channel, from, to), await store.stories.topics()));
}

async function schedule(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const known = await deps.store.channels.ensure(invocation.channel, invocation.now);
  const typedZone = invocation.options['time-zone'];
  if (typedZone !== undefined && !IANAZone.isValidZone(typedZone))
    throw new UserError(`"${typedZone}" is no time zone. Write it like Europe/Paris.`);
  const zone = typedZone ?? known.digest?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const parsed = parseSchedule(given(invocation, 'when'), zone);
  if ('problem' in parsed)
    throw new UserError(`${parsed.problem} Try: /digest schedule daily 08:00 Europe/Paris`);
  const dueAt = nextDigestAt(parsed, invocation.now);
  const { entry } = await change(
    deps,
    invocation,
    `/digest schedule ${given(invocation, 'when')}`,
    async ({ channels }) => {
      await channels.setDigest(known.id, parsed, dueAt);
      // A first digest tells of the last day, not of everything since the channel was met.
      const dayAgo = new Date(invocation.now.getTime() - LOOK_BACK_MS);
      if (!known.digest && known.lastDigestAt < dayAgo)
        await channels.advanceDigest(known.id, known.lastDigestAt, dayAgo, dueAt);
    },
  );
  return done(
    [`This channel gets a digest ${describeSchedule(parsed)}; the first `, timeSpan(dueAt), '.'],
    entry,
  );
}

async function status({ store }: CommandDeps, invocation: Invocation): Promise<Reply> {
  const channel = await store.channels.ensure(invocation.channel, invocation.now);
  if (!channel.digest || !channel.digestDueAt) {
    return toUser(say('This channel gets no digest. An admin can set one: /digest schedule daily 08:00'));
  }
  return toUser(
    say([
      `A digest comes ${describeSchedule(channel.digest)}; the next `,
      timeSpan(channel.digestDueAt),
      '.',
    ]),
  );
}

async function off(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const channel = await deps.store.channels.ensure(invocation.channel, invocation.now);
  if (!channel.digest) return toUser(say('This channel gets no digest already.'));
  const { entry } = await change(deps, invocation, '/digest off', ({ channels }) =>
    channels.setDigest(channel.id, null, null),
  );
  return done('This channel gets no digest any more.', entry);
}
