import { describe, expect, it } from 'vitest';
import { TERMINAL_CHANNEL } from '../../../adapters/terminal/caller.ts';
import { createTerminalChat } from '../../../adapters/terminal/chat.ts';
import { renderTerminal } from '../../../adapters/terminal/render.ts';
import { say } from '../../../src/messages/message.ts';
import { chatContract } from '../../contracts/chat.ts';
import { openInbox } from './inbox.ts';

const NOON = new Date('2025-03-10T12:00:00Z');

describe('the terminal as a chat', () => {
  chatContract(async () => {
    const { inbox } = await openInbox();
    return {
      chat: createTerminalChat(inbox, () => NOON),
      channel: TERMINAL_CHANNEL,
      seen: async () =>
        (await inbox.after(0, 100)).map(({ id, message }) => ({
          id: String(id),
          text: renderTerminal(message, { width: 80, colours: false }),
        })),
      close: async () => {},
    };
  });

  it('says so when a message is in the inbox', async () => {
    const { inbox } = await openInbox();
    const newest: number[] = [];
    const done: Promise<void>[] = [];
    const chat = createTerminalChat(
      inbox,
      () => NOON,
      () => done.push(inbox.latest().then((id) => void newest.push(id))),
    );

    const id = await chat.post(TERMINAL_CHANNEL, say('news'), { nonce: 'a' });

    await Promise.all(done);
    expect(newest).toEqual([Number(id)]);
  });

  it('refuses for good to edit what is not one of its messages', async () => {
    const { inbox } = await openInbox();
    const chat = createTerminalChat(inbox, () => NOON);

    await expect(chat.edit(TERMINAL_CHANNEL, '1741.0001', say('new'))).rejects.toMatchObject({
      name: 'DeliveryError',
      permanent: true,
    });
  });
});
