import { auditLog, qualityTable, statusMessage } from '../messages/about.ts';
import { helpFor, helpOverview } from '../messages/help.ts';
import { say } from '../messages/message.ts';
import { channelAction, reviewChannelAction } from './channel-settings.ts';
import { UserError, type Command, type Invocation, type Reply } from './command.ts';
import { deliveryActions } from './deliveries.ts';
import { toUser, type CommandDeps } from './deps.ts';
import type { Drift } from '../stories/drift.ts';
import { trackedStory } from '../stories/tracked-story.ts';
import { nearest } from './nearest.ts';

const LOGGED = 15;
const DAY_MS = 24 * 3_600_000;
const QUALITY_DAYS = 30;
/** Stories whose drift is measured: each is read whole. */
const MEASURED = 25;

/** `commands` is asked late, since this command is one of them. */
export function storywatchCommand(deps: CommandDeps, commands: () => readonly Command[]): Command {
  return {
    name: 'storywatch',
    summary: 'The bot itself',
    actions: [
      {
        name: 'help',
        summary: 'What can be asked',
        permission: 'anyone',
        example: 'stories',
        options: [{ name: 'command', summary: 'One command', type: 'text', required: false, maxLength: 40 }],
        run: (invocation) => Promise.resolve(help(commands(), invocation)),
      },
      {
        name: 'status',
        summary: 'How the bot is doing',
        permission: 'anyone',
        options: [],
        run: (invocation) => status(deps, invocation),
      },
      {
        name: 'log',
        summary: 'Who changed what, newest first',
        permission: 'admin',
        options: [],
        run: async () => toUser(auditLog(await deps.store.audit.recent(LOGGED))),
      },
      {
        name: 'undo',
        summary: 'Take a change back: the last one, or one by its number',
        permission: 'admin',
        example: '12',
        options: [
          { name: 'number', summary: 'Number from /storywatch log', type: 'integer', required: false },
        ],
        run: (invocation) => undo(deps, invocation),
      },
      ...deliveryActions(deps),
      channelAction(deps),
      reviewChannelAction(deps),
      {
        name: 'quality',
        summary: 'How often people corrected the classifier and how far stories drifted, by story',
        permission: 'admin',
        options: [],
        run: (invocation) => quality(deps, invocation),
      },
    ],
  };
}

function help(commands: readonly Command[], { options }: Invocation): Reply {
  const name = options['command']?.replace(/^\//u, '').toLowerCase();
  if (!name) return toUser(helpOverview(commands));
  const command = commands.find((each) => each.name === name);
  if (command) return toUser(helpFor(command));
  const near = nearest(
    name,
    commands.map((each) => each.name),
  );
  throw new UserError(
    `There is no command /${name}. ${near ? `Did you mean /${near}?` : 'See /storywatch help.'}`,
  );
}

async function status({ store, startedAt, version }: CommandDeps, { now }: Invocation): Promise<Reply> {
  const [feeds, items, stories, deliveries, suggestions] = await Promise.all([
    store.feeds.counts(),
    store.items.counts(new Date(now.getTime() - DAY_MS)),
    store.stories.list(),
    store.deliveries.counts(),
    store.assignments.suggestions(100),
  ]);
  return toUser(
    statusMessage({
      version,
      startedAt,
      now,
      feeds,
      items,
      stories,
      deliveries,
      toReview: suggestions.length,
    }),
  );
}

async function undo({ store }: CommandDeps, { options, actor, channel, now }: Invocation): Promise<Reply> {
  const number = options['number'] ? Number(options['number']) : (await store.audit.latestUndoable())?.number;
  if (number === undefined) throw new UserError('There is nothing to undo.');
  const outcome = await store.undo(number, { actor, channel, action: `/storywatch undo ${number}`, at: now });
  if (outcome.kind === 'undone')
    return toUser(say(`Undone: ${outcome.entry.action} (${outcome.entry.actorName}).`));
  if (outcome.kind === 'unknown') throw new UserError(`There is no change ${number}. See /storywatch log.`);
  const { action } = outcome.entry;
  if (outcome.kind === 'already-undone')
    throw new UserError(`Change ${number} was undone already: ${action}.`);
  throw new UserError(
    `Change ${number} (${action}) cannot be undone: the same was changed again later. Undo the later change first; see /storywatch log.`,
  );
}

async function quality({ store, driftOf }: CommandDeps, { now }: Invocation): Promise<Reply> {
  const [rows, stories] = await Promise.all([
    store.assignments.quality(new Date(now.getTime() - QUALITY_DAYS * DAY_MS)),
    store.stories.list(),
  ]);
  const drifts = new Map<string, Drift>();
  for (const { storyId, auto } of rows.slice(0, MEASURED)) {
    const story = stories.find(({ id }) => id === storyId);
    if (story && auto > 0) drifts.set(storyId, driftOf(await trackedStory(store, story)));
  }
  return toUser(qualityTable(rows, stories, QUALITY_DAYS, drifts));
}
