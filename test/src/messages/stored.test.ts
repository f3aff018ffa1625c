import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/messages/message.ts';
import { storedMessage } from '../../../src/messages/stored.ts';

const AT = new Date('2025-03-10T12:00:00Z');
const SPANS = ['at ', { text: 'noon', bold: true, time: AT }];

const MESSAGE: Message = {
  title: 'A story',
  tone: 'calm',
  blocks: [
    { kind: 'heading', text: '2025-03-10T12:00:00Z' },
    { kind: 'text', text: SPANS },
    { kind: 'list', items: [SPANS, 'plain'] },
    { kind: 'fields', fields: [{ label: 'When', value: SPANS }] },
    { kind: 'volume', volume: { counts: [1, 2], stepMs: 1000, endsAt: AT } },
    { kind: 'buttons', buttons: [{ label: 'Follow', command: '/stories follow x', style: 'primary' }] },
    { kind: 'menu', placeholder: 'Which?', choices: [{ label: 'x', command: '/story x' }] },
    { kind: 'note', text: SPANS },
  ],
};

const throughJson = (message: unknown): Message => JSON.parse(JSON.stringify(message)) as Message;

describe('a message read from a store', () => {
  it('is the message that was written, dates and all', () => {
    expect(storedMessage(throughJson(MESSAGE))).toEqual(MESSAGE);
  });

  it('loses a time that is none and keeps its words', () => {
    const broken = throughJson({ blocks: [{ kind: 'text', text: [{ text: 'noon', time: 'soon' }] }] });

    expect(storedMessage(broken)).toEqual({ blocks: [{ kind: 'text', text: [{ text: 'noon' }] }] });
  });
});
