import type { ChannelRef } from '../commands/command.ts';
import type { UnsentDelivery } from '../ports/delivery-store.ts';
import { plural } from './digest.ts';
import type { Message, RichText } from './message.ts';
import { timeSpan } from './update.ts';

/** Buttons for the newest failures; the others are retried by their reference. */
const OFFERED = 5;

const WORDS: Readonly<Record<UnsentDelivery['kind'], string>> = {
  post: 'post of a story',
  update: 'report',
  phase: 'change of phase',
  digest: 'digest',
  notice: 'notice',
  feed: 'card of a feed',
};

/** A delivery's id as people name it. */
export const deliveryRef = (id: string): string => id.slice(0, 8);

/** The channel as people know it. */
export const placeName = ({ name, channelId, platform }: ChannelRef): string =>
  `${name ?? channelId} (${platform})`;

/** What waits or failed and why, newest first. `counts` are those of all deliveries. */
export function deliveryList(
  unsent: readonly UnsentDelivery[],
  counts: { readonly pending: number; readonly sent: number; readonly failed: number },
  now: Date,
): Message {
  const { pending, sent, failed } = counts;
  if (pending + failed === 0)
    return {
      tone: 'calm',
      blocks: [
        { kind: 'text', text: `Nothing waits or failed; ${plural(sent, 'message', 'messages')} sent.` },
      ],
    };
  const failures = unsent.filter(({ state }) => state === 'failed');
  const more = pending + failed - unsent.length;
  return {
    title: `Messages: ${pending} waiting, ${failed} failed, ${sent} sent`,
    tone: failed > 0 ? 'warning' : 'calm',
    blocks: [
      { kind: 'list', items: unsent.map((delivery) => deliveryLine(delivery, now)) },
      ...(more > 0 ? [{ kind: 'note', text: `and ${more} older` } as const] : []),
      ...(failures.length > 0
        ? [
            { kind: 'note', text: 'Send a failed one again: /storywatch retry <reference>' } as const,
            {
              kind: 'buttons',
              buttons: failures.slice(0, OFFERED).map(({ id }) => ({
                label: `Retry ${deliveryRef(id)}`,
                command: `/storywatch retry ${deliveryRef(id)}`,
              })),
            } as const,
          ]
        : []),
    ],
  };
}

function deliveryLine(delivery: UnsentDelivery, now: Date): RichText {
  const { id, kind, channel, createdAt } = delivery;
  return [
    { text: deliveryRef(id), code: true },
    ` ${WORDS[kind]} for `,
    { text: placeName(channel), bold: true },
    ', written ',
    timeSpan(createdAt),
    ': ',
    ...stateSpans(delivery, now),
  ];
}

function stateSpans(delivery: UnsentDelivery, now: Date): Exclude<RichText, string> {
  const { state, attempts, lastError, notBefore, retryAt, deadReason } = delivery;
  const why = lastError === null ? [] : [`: ${lastError}`];
  const given = deadReason === null ? [] : [` (nothing is posted there any more: ${deadReason})`];
  if (state === 'failed')
    return [{ text: 'failed', bold: true }, ` after ${tries(attempts)}`, ...why, ...given];
  if (retryAt && retryAt > now) return [`${tries(attempts)}, next `, timeSpan(retryAt), ...why, ...given];
  if (notBefore && notBefore > now) return ['held until ', timeSpan(notBefore), ...given];
  return ['waits for its turn', ...why, ...given];
}

const tries = (count: number): string => plural(count, 'try', 'tries');
