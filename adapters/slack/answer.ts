import type { Caller } from '../../src/commands/desk.ts';
import type { Reply } from '../../src/commands/command.ts';
import type { Log } from '../../src/log.ts';
import type { Message } from '../../src/messages/message.ts';
import { say } from '../../src/messages/message.ts';
import type { Access } from './access.ts';
import { shareRow } from './controls.ts';
import { rows } from './batches.ts';
import { MAX_BLOCKS, MAX_MESSAGE, MAX_RESPONSES, MAX_TEXT } from './limits.ts';
import { clean, pieces } from './text.ts';
import type { RenderOptions, SlackMessage } from './render.ts';
import { renderSlack } from './render.ts';
import type { Respond, Response } from './respond.ts';
import { createRespond } from './respond.ts';
import type { Sender } from './sender.ts';
import type { Shelf } from './shelf.ts';

export interface AnswerOptions {
  readonly access: Access;
  readonly shelf: Shelf;
  readonly log: Log;
  readonly volumeImage?: RenderOptions['volumeImage'];
}

/** What is asked of the desk, and how the answer is shown. */
interface Question {
  readonly ask: (caller: Caller) => Promise<Reply>;
  /** `/command action`, so that the answer's own buttons can turn its pages. */
  readonly origin?: string | undefined;
  /** The answer takes the place of the asker's message that the button stands on. */
  readonly replace?: boolean;
}

interface Shown {
  readonly how: Response;
  readonly origin?: string | undefined;
  readonly finish?: (parts: readonly SlackMessage[]) => readonly SlackMessage[];
}

export interface Answers {
  /** Runs a question for a sender and answers where it was asked. To be called after the acknowledgement. */
  answer(sender: Sender, question: Question): Promise<void>;
  /** Says something to the sender alone. */
  tell(sender: Sender, message: Message): Promise<void>;
  /** Posts a kept reply for everyone and takes the asker's copy away. */
  share(sender: Sender, key: string): Promise<void>;
}

export const STRANGER = say(
  'Sorry, this bot serves another workspace. Whoever runs it can add yours to ALLOWED_SPACES; it is free to run your own, too.',
  'warning',
);

const TOO_OLD = say(
  'This reply is too old to be shared. Run the command again and share that one.',
  'warning',
);

export function createAnswers(options: AnswerOptions): Answers {
  const { access, shelf, log, volumeImage } = options;

  async function tell(sender: Sender, message: Message): Promise<void> {
    await sendAll(sender, renderSlack(message), { visibleTo: 'user' });
  }

  /** False when Slack did not take the first part. */
  async function sendAll(sender: Sender, parts: readonly SlackMessage[], how: Response): Promise<boolean> {
    if (sender.responseUrl === undefined) {
      log.warn('slack gave no address to answer to');
      return true;
    }
    const respond: Respond = createRespond(sender.responseUrl, log);
    const whole =
      parts.length <= MAX_RESPONSES ? parts : [...parts.slice(0, MAX_RESPONSES - 1), ...renderSlack(CUT_OFF)];
    for (const [index, message] of whole.entries()) {
      const taken = await respond({
        ...how,
        message,
        replace: how.replace === true && index === 0,
        threadTs: sender.threadTs,
      });
      if (!taken) return index > 0;
    }
    return true;
  }

  /** Once more without pictures when Slack could not fetch one: it then refuses the whole message. */
  async function show(sender: Sender, message: Message, { how, origin, finish = (parts) => parts }: Shown) {
    const pictured = renderSlack(message, { origin, volumeImage });
    if (await sendAll(sender, finish(pictured), how)) return;
    const plain = renderSlack(message, { origin });
    if (JSON.stringify(plain) !== JSON.stringify(pictured)) await sendAll(sender, finish(plain), how);
  }

  return {
    tell,
    async answer(sender, { ask, origin, replace }) {
      if (!access.welcome(sender)) return tell(sender, STRANGER);
      const reply = await ask(await callerOf(sender, access));
      const toUser = reply.visibleTo === 'user';
      const file = fileParts(reply.file);
      await show(sender, reply.message, {
        origin,
        how: { visibleTo: reply.visibleTo, replace: replace === true && toUser },
        finish: (parts) =>
          toUser && !reply.file && shareable(sender, reply, parts)
            ? withShare(parts, shelf.keep(reply.message))
            : [...parts, ...file],
      });
    },
    async share(sender, key) {
      if (!access.welcome(sender)) return tell(sender, STRANGER);
      const message = shelf.find(key);
      if (!message) return tell(sender, TOO_OLD);
      const note = { kind: 'note', text: `Shared by ${sender.userName}` } as const;
      const shared = { ...message, blocks: [...message.blocks, note] };
      await show(sender, shared, { how: { visibleTo: 'channel' } });
      if (sender.responseUrl !== undefined && renderSlack(shared).length < MAX_RESPONSES)
        await createRespond(sender.responseUrl, log)({ visibleTo: 'user', remove: true });
    },
  };
}

const CUT_OFF = say('There is more than fits here. Ask for less; whole exports come from the command line.');

async function callerOf(sender: Sender, access: Access): Promise<Caller> {
  return {
    channel: {
      platform: 'slack',
      spaceId: sender.spaceId,
      channelId: sender.channelId,
      name: sender.channelName,
    },
    actor: { id: sender.userId, name: sender.userName, admin: await access.isAdmin(sender) },
  };
}

/** Mistakes and questions back are nobody else's business, a direct message has nobody else in it. */
function shareable(sender: Sender, { failed }: Reply, parts: readonly SlackMessage[]): boolean {
  const roomy = (parts.at(-1)?.blocks.length ?? 0) < MAX_BLOCKS;
  return !failed && !sender.channelId.startsWith('D') && parts.length < MAX_RESPONSES && roomy;
}

/** A file as preformatted text: uploading one would need a scope of its own. */
function fileParts(file: Reply['file']): SlackMessage[] {
  if (!file) return [];
  const chunks = pieces(clean(file.content), MAX_TEXT - 100);
  return rows(chunks, Math.floor(MAX_MESSAGE / MAX_TEXT)).map((some) => ({
    text: file.name,
    blocks: some.map((text) => ({
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
    })),
  }));
}

function withShare(parts: readonly SlackMessage[], key: string): SlackMessage[] {
  return parts.map((part, index) =>
    index === parts.length - 1 ? { ...part, blocks: [...part.blocks, shareRow(key)] } : part,
  );
}
