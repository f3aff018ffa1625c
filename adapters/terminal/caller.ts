import type { ChannelRef } from '../../src/commands/command.ts';
import type { Caller } from '../../src/commands/desk.ts';

/** The one channel that a terminal has. */
export const TERMINAL_CHANNEL: ChannelRef = {
  platform: 'terminal',
  spaceId: 'local',
  channelId: 'terminal',
  name: 'terminal',
};

/** The person at the terminal. Whoever can start the program on its data may change everything in it: an admin. */
export function terminalCaller(name: string): Caller {
  return { channel: TERMINAL_CHANNEL, actor: { id: `terminal:${name}`, name, admin: true } };
}
