import type { ChannelRef } from '../../src/commands/command.ts';
import type { Log } from '../../src/log.ts';
import type { Message, Volume } from '../../src/messages/message.ts';
import type { Chat, PostOptions } from '../../src/ports/chat.ts';
import { DeliveryError } from '../../src/ports/chat.ts';
import { ACCOUNT_WAIT_MS, codeOf } from './errors.ts';
import { createPace, type Spaced } from './pace.ts';
import { probeChannel } from './probe.ts';
import { metadataOf } from './receipts.ts';
import type { SlackMessage } from './render.ts';
import { renderSlack } from './render.ts';
import type { Workspace, Workspaces } from './workspaces.ts';

/** Slack allows about one post a second in a channel. */
const POST_EVERY_MS = 1_000;

/** A message in several parts is known by all their timestamps. */
const JOINT = '+';

/** Nothing in a post is looked at for names to mention or addresses to unfold. */
const QUIET = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

export interface PosterOptions {
  readonly workspaces: Workspaces;
  readonly log: Log;
  readonly volumeImage?: ((volume: Volume) => string | undefined) | undefined;
}

/** Slack as a place to post to. A message too long for Slack becomes several; its id names them all. */
export function createPoster(options: PosterOptions): Chat {
  const pace = createPace({ everyMs: POST_EVERY_MS });
  return {
    platform: 'slack',
    post: (channel, message, about) =>
      pace.run(channel.channelId, (spaced) => {
        const home = homeOf(options, channel);
        return withPicture(options, message, (parts) =>
          postParts(home, channel.channelId, parts, about, spaced),
        );
      }),
    async edit(channel, messageId, message) {
      const home = homeOf(options, channel);
      const ids = messageId.split(JOINT);
      await withPicture(options, message, (parts) => editParts(home, channel.channelId, ids, parts));
    },
    async reaches({ spaceId, channelId }) {
      const home = options.workspaces.of(spaceId);
      return home !== undefined && (await probeChannel(home.client, channelId)).refused === undefined;
    },
  };
}

/** A workspace without a token may get one again: its deliveries wait, like those of a token that is refused. */
function homeOf({ workspaces }: PosterOptions, { spaceId }: ChannelRef): Workspace {
  const home = workspaces.of(spaceId);
  if (home) return home;
  if (workspaces.all().length === 0)
    throw new DeliveryError('Slack is not connected yet', { permanent: false });
  throw new DeliveryError(`No bot token for the Slack workspace ${spaceId}`, {
    permanent: false,
    retryAfterMs: ACCOUNT_WAIT_MS,
  });
}

/** Renders with a picture, and once more without when Slack could not fetch it. */
async function withPicture<T>(
  { volumeImage, log }: PosterOptions,
  message: Message,
  send: (parts: readonly SlackMessage[]) => Promise<T>,
): Promise<T> {
  try {
    return await send(renderSlack(message, { volumeImage }));
  } catch (error) {
    const code = error instanceof DeliveryError ? codeOf(error.cause) : undefined;
    if (!volumeImage || code !== 'invalid_blocks') throw error;
    log.warn('Slack refused a message with a picture; it goes without');
    return send(renderSlack(message));
  }
}

async function postParts(
  { client, call, receipts }: Workspace,
  channel: string,
  parts: readonly SlackMessage[],
  { nonce, threadOf }: PostOptions,
  spaced: Spaced,
): Promise<string> {
  const { postMessage: send } = client.chat;
  const thread = threadOf?.split(JOINT)[0];
  const posted = await call(channel, () => receipts.posted(channel, nonce, thread));
  const ids: string[] = [];
  for (const [part, { text, blocks }] of parts.entries()) {
    let ts = posted.get(part);
    if (ts === undefined) {
      const metadata = metadataOf({ nonce, part });
      const post = { channel, text, blocks: [...blocks], metadata, ...QUIET };
      ({ ts } = await spaced(() =>
        call(channel, () => send(thread ? { ...post, thread_ts: thread } : post)),
      ));
      if (ts === undefined)
        throw new DeliveryError('Slack took a message and gave no id for it', { permanent: false });
      receipts.keep({ nonce, part }, ts);
    }
    ids.push(ts);
  }
  return ids.join(JOINT);
}

/** A part no longer needed keeps an ellipsis; parts more than were posted are left out. */
async function editParts(
  { client, call }: Workspace,
  channel: string,
  ids: readonly string[],
  parts: readonly SlackMessage[],
): Promise<void> {
  const [nothing] = renderSlack({ blocks: [] });
  for (const [part, ts] of ids.entries()) {
    const { text, blocks } = parts[part] ?? nothing ?? { text: '…', blocks: [] };
    await call(channel, () =>
      client.chat.update({ channel, ts, text, blocks: [...blocks], parse: 'none', link_names: false }),
    );
  }
}
