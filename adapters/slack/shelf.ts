import { randomUUID } from 'node:crypto';
import type { Message } from '../../src/messages/message.ts';
import { RESPONSES_LAST_MS } from './limits.ts';

/** Enough for a busy half hour; a card is a few kilobytes. */
const PLACES = 500;

/** Replies that may still be shared. Slack does not send an ephemeral message back with its buttons. */
export interface Shelf {
  keep(message: Message): string;
  find(key: string): Message | undefined;
}

/** Lives in this process only: after a restart, or on another machine, the command has to be run again. */
export function createShelf(now: () => number = Date.now): Shelf {
  const kept = new Map<string, { readonly message: Message; readonly until: number }>();
  return {
    keep(message) {
      const key = randomUUID();
      kept.set(key, { message, until: now() + RESPONSES_LAST_MS });
      const oldest = kept.keys().next();
      if (kept.size > PLACES && !oldest.done) kept.delete(oldest.value);
      return key;
    },
    find(key) {
      const found = kept.get(key);
      return found && found.until > now() ? found.message : undefined;
    },
  };
}
