import { DeliveryError, type Chat } from '../../src/ports/chat.ts';
import type { Inbox } from '../../src/ports/inbox.ts';

/**
 * The terminal as a chat: posting keeps the message in the inbox, from where screens in any process show it, now or
 * when one is opened. There are no threads and no sounds. `onPosted` is called after each message, so that a screen in
 * this process need not wait for its next look.
 */
export function createTerminalChat(inbox: Inbox, clock: () => Date, onPosted?: () => void): Chat {
  return {
    platform: 'terminal',
    async post(channel, message, { nonce }) {
      const id = await inbox.put(nonce, channel, message, clock());
      onPosted?.();
      return String(id);
    },
    async edit(_channel, messageId, message) {
      const id = Number(messageId);
      if (!Number.isSafeInteger(id) || id < 1) {
        throw new DeliveryError(`"${messageId}" is not the id of a terminal message.`, { permanent: true });
      }
      await inbox.replace(id, message);
    },
    reaches: async () => true,
  };
}
