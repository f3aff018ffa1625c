import { expect } from 'vitest';
import { renderDiscord, type MessageBody } from '../../../adapters/discord/render.ts';
import type { Message } from '../../../src/messages/message.ts';
import { objections } from '../../support/discord-server-checks.ts';

/** Renders and lets the checks of the pretend Discord look at every payload. */
export function bodies(message: Message): MessageBody[] {
  const payloads = renderDiscord(message);
  const found = payloads.flatMap(({ body, files }) =>
    objections(
      'post',
      body,
      files.map(({ name }) => name),
    ),
  );
  expect(found).toEqual([]);
  return payloads.map(({ body }) => body);
}

/** All descriptions of a message's embeds. */
export const described = (message: Message): string =>
  bodies(message)
    .flatMap(({ embeds }) => embeds.map(({ description }) => description ?? ''))
    .join('\n');
