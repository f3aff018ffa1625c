import { describe, expect, it } from 'vitest';
import { plainText, say, type RichText } from '../../../src/messages/message.ts';

describe('plain text', () => {
  it.each<[string, RichText, string]>([
    ['is a bare string as it is', '*a* <b>', '*a* <b>'],
    ['joins spans and drops their styles', ['a ', { text: 'b', bold: true }, ' c'], 'a b c'],
    ['keeps the words of a link', [{ text: 'here', link: 'https://a.example' }], 'here'],
    ['keeps the words for a time', [{ text: 'noon', time: new Date(0) }], 'noon'],
    ['is empty without spans', [], ''],
  ])('%s', (_claim, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });
});

describe('a message of one paragraph', () => {
  it('has its text, and a tone when one is given', () => {
    expect(say('No.', 'warning')).toEqual({ tone: 'warning', blocks: [{ kind: 'text', text: 'No.' }] });
    expect(say(['Yes'])).toEqual({ blocks: [{ kind: 'text', text: ['Yes'] }] });
  });
});
