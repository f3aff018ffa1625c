import type { webApi } from '@slack/bolt';
import { codeOf } from './errors.ts';

const PROBE_AFTER_S = 3_600;

export type Attempt<T> = { readonly value: T } | { readonly problem: string };

/** The answer, or Slack's code, or why it was not reached. */
export async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return { problem: codeOf(error) ?? (error instanceof Error ? error.message : String(error)) };
  }
}

export interface Probe {
  /** Slack's code, or why Slack was not reached; undefined: the bot may post there. */
  readonly refused?: string;
  /** Why the message for later could not be taken back. */
  readonly left?: string;
}

/**
 * Whether the bot may post in a channel, without posting and without a scope to read channels: Slack checks a message
 * for later like any other, and it is taken back at once.
 */
export async function probeChannel(client: webApi.WebClient, channel: string): Promise<Probe> {
  const post_at = Math.floor(Date.now() / 1000) + PROBE_AFTER_S;
  const text = 'Storywatch: a check, taken back at once';
  const scheduled = await attempt(() => client.chat.scheduleMessage({ channel, post_at, text }));
  if ('problem' in scheduled) return { refused: scheduled.problem };
  const id = scheduled.value.scheduled_message_id ?? '';
  const removed = await attempt(() =>
    client.chat.deleteScheduledMessage({ channel, scheduled_message_id: id }),
  );
  return 'problem' in removed ? { left: removed.problem } : {};
}
