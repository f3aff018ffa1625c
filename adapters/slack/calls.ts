import { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { DeliveryError } from '../../src/ports/chat.ts';
import { ACCOUNT_WAIT_MS, codeOf, deliveryError, faultOf } from './errors.ts';

/** Between two questions whether a refused token works again. */
const ASK_AGAIN_MS = 10 * 60_000;

/**
 * Calls Slack about a channel and turns every failure into a DeliveryError. While Slack is known to refuse (it asked
 * to slow down in this channel, or the token is bad) it answers for Slack, without a call.
 */
export type Call = <T>(channel: string, ask: () => Promise<T>) => Promise<T>;

export function createCall(log: Log, now: () => number = Date.now): Call {
  const heldUntil = new Map<string, number>();
  let account: { readonly code: string; readonly until: number } | undefined;

  function refuseEarly(channel: string): void {
    if (account && now() < account.until) {
      throw new DeliveryError(`Slack refuses the bot token: ${account.code}`, {
        permanent: false,
        retryAfterMs: ACCOUNT_WAIT_MS,
      });
    }
    const left = (heldUntil.get(channel) ?? 0) - now();
    if (left > 0)
      throw new DeliveryError('Slack asked to slow down', { permanent: false, retryAfterMs: left });
  }

  /** A refused token refuses every delivery: it is said once, loudly, and Slack is left alone for a while. */
  function learn(channel: string, error: unknown): void {
    if (error instanceof webApi.WebAPIRateLimitedError)
      heldUntil.set(channel, now() + error.retryAfter * 1000);
    const code = codeOf(error);
    if (code === undefined || faultOf(code) !== 'account') return;
    if (account === undefined)
      log.error(
        { code, page: 'https://api.slack.com/apps' },
        'Slack refuses the bot token: nothing is posted until that is mended; "storywatch slack check" says more',
      );
    account = { code, until: now() + ASK_AGAIN_MS };
  }

  return async (channel, ask) => {
    refuseEarly(channel);
    try {
      const answer = await ask();
      account = undefined;
      heldUntil.delete(channel);
      return answer;
    } catch (error) {
      learn(channel, error);
      throw deliveryError(error);
    }
  };
}
