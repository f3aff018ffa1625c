import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../src/log.ts';
import type { SlackMessage } from './render.ts';
import { MAX_RESPONSES } from './limits.ts';

export interface Response {
  readonly message?: SlackMessage;
  readonly visibleTo: 'user' | 'channel';
  /** Takes the place of the message whose button was pressed; only the asker's own messages can be replaced. */
  readonly replace?: boolean;
  /** Removes the message whose button was pressed. */
  readonly remove?: boolean;
  readonly threadTs?: string | undefined;
}

/** Answers through a response_url. Returns whether Slack took the answer; a lost answer is logged, never thrown. */
export type Respond = (response: Response) => Promise<boolean>;

const TIMEOUT_MS = 10_000;
const TRIES = 2;
const WAIT_MS = 500;

/** One response_url: good for five answers within half an hour, wherever the command was given. */
export function createRespond(url: string, log: Log): Respond {
  let uses = 0;

  async function send(body: string): Promise<string | undefined> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await answer.text();
      return answer.ok ? undefined : `${answer.status} ${text.slice(0, 200)}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  return async (response) => {
    const body = JSON.stringify(toBody(response));
    for (let attempt = 1; attempt <= TRIES && uses < MAX_RESPONSES; attempt += 1) {
      uses += 1;
      const problem = await send(body);
      if (problem === undefined) return true;
      log.warn({ problem, attempt }, 'slack did not take an answer');
      // 404: used up or expired. Asking again can't help.
      if (/^4(?!29)/u.test(problem)) return false;
      if (attempt < TRIES) await wait(WAIT_MS);
    }
    return false;
  };
}

function toBody({ message, visibleTo, replace, remove, threadTs }: Response): Record<string, unknown> {
  return {
    ...(message && { text: message.text, blocks: message.blocks }),
    response_type: visibleTo === 'channel' ? 'in_channel' : 'ephemeral',
    replace_original: replace === true,
    ...(remove && { delete_original: true }),
    ...(threadTs && { thread_ts: threadTs }),
    unfurl_links: false,
    unfurl_media: false,
    parse: 'none',
    link_names: false,
  };
}
