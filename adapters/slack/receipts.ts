import type { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { codeOf } from './errors.ts';

/** Marks a post as ours and says which delivery, and which part of it, it is. */
const EVENT_TYPE = 'storywatch_delivery';

export interface Receipt {
  readonly nonce: string;
  readonly part: number;
}

export const metadataOf = ({ nonce, part }: Receipt) => ({
  event_type: EVENT_TYPE,
  event_payload: { nonce, part },
});

/** As long as deliveries are tried again, and a little more. */
const LOOK_BACK_S = 26 * 60 * 60;
/** One page: a second one would cost as much as the post itself, and quiet channels are the rule. */
const PAGE = 200;

/** Most deliveries are decided within seconds of each other; older ones are Slack's history's business. */
const REMEMBERED = 1_000;

/**
 * Which parts of which deliveries stand in Slack already. Slack has no key that makes a repeated post harmless: this
 * process remembers what it posted, and when a history scope was granted, the channel is asked too, so that a post
 * whose answer was lost with a crash is found.
 */
export function createReceipts(client: webApi.WebClient, scopes: ReadonlySet<string>, log: Log) {
  const known = new Map<string, Map<number, string>>();

  function keep({ nonce, part }: Receipt, ts: string): void {
    const parts = known.get(nonce) ?? new Map<number, string>();
    known.set(nonce, parts.set(part, ts));
    const oldest = known.keys().next();
    if (known.size > REMEMBERED && !oldest.done) known.delete(oldest.value);
  }

  async function lookUp(channel: string, nonce: string, threadTs: string | undefined): Promise<void> {
    if (![...scopes].some((scope) => scope.endsWith(':history'))) return;
    const range = {
      channel,
      include_all_metadata: true,
      limit: PAGE,
      oldest: String(Date.now() / 1000 - LOOK_BACK_S),
    };
    try {
      const { messages = [] } = threadTs
        ? await client.conversations.replies({ ...range, ts: threadTs })
        : await client.conversations.history(range);
      for (const { ts, metadata } of messages) {
        const payload: Readonly<Record<string, unknown>> = metadata?.event_payload ?? {};
        const mine = metadata?.event_type === EVENT_TYPE && payload.nonce === nonce;
        if (mine && ts && typeof payload.part === 'number') keep({ nonce, part: payload.part }, ts);
      }
    } catch (error) {
      // A scope for public channels does not open private ones: there the delivery is posted as without any.
      log.debug({ channel, code: codeOf(error), err: error }, 'slack history could not be read');
      if (codeOf(error) === undefined) throw error;
    }
  }

  return {
    keep,
    /** Message ids by part of what was posted before. Throws what the client throws when Slack is out of reach. */
    async posted(
      channel: string,
      nonce: string,
      threadTs: string | undefined,
    ): Promise<ReadonlyMap<number, string>> {
      if (!known.has(nonce)) await lookUp(channel, nonce, threadTs);
      return known.get(nonce) ?? new Map();
    },
  };
}

export type Receipts = ReturnType<typeof createReceipts>;
