import { expect, it } from 'vitest';
import { press, slash } from '../../support/discord-people.ts';
import { textOf } from '../../support/discord-server.ts';
import { answerTo, runningBot, textOfAnswer } from './bot.ts';

it('acknowledges a hundred commands given at once before Discord drops them, and runs each once', async () => {
  const { server, seen } = await runningBot();

  // The server refuses a callback after 3 s as Discord does, and a refused one runs nothing.
  const asked = Array.from({ length: 100 }, (_each, n) => slash(server, 'story', { name: `s${n}` }));
  await server.until(() => seen.length === asked.length, 'all commands ran');

  expect(asked.map(({ callback }) => callback?.type)).toEqual(asked.map(() => 5));
  expect(new Set(seen.map(({ options }) => options['name'])).size).toBe(100);
});

it.each(['server-error', 'rate-limit'] as const)('answers in spite of a %s', async (kind) => {
  const { server, seen } = await runningBot();
  server.fail({ method: 'POST', path: /callback$/u, kind, retryAfterMs: 20 });
  server.fail({ method: 'PATCH', path: /@original$/u, kind, retryAfterMs: 20 });

  expect(await textOfAnswer(server, slash(server, 'story', { name: 'x' }))).toContain('Card of x');
  expect(seen).toHaveLength(1);
});

it('runs a command once when Discord took the acknowledgement but its answer was lost', async () => {
  const { server, seen } = await runningBot();
  server.fail({ method: 'POST', path: /callback$/u, kind: 'answer-lost' });

  const unlucky = slash(server, 'story', { name: 'unlucky' });
  await server.until(() => unlucky.callback !== undefined, 'it was acknowledged');
  await answerTo(server, slash(server, 'story', { name: 'next' }));

  expect(seen.filter(({ options }) => options['name'] === 'unlucky').length).toBeLessThanOrEqual(1);
  expect(seen.at(-1)?.options).toEqual({ name: 'next' });
});

it('apologises with a reference when an answer is refused', async () => {
  const { server } = await runningBot();
  server.fail({ method: 'PATCH', path: /@original$/u, kind: 'forbidden-by-proxy' });

  expect(await textOfAnswer(server, slash(server, 'story', { name: 'x' }))).toMatch(
    /Something broke \(ref [0-9a-f]{4}\)/u,
  );
});

it('shares the text when the picture is gone', async () => {
  const { server } = await runningBot();
  const answer = await answerTo(server, slash(server, 'stories list'));
  server.state.messages.set(answer.id, { ...answer, files: new Map() });

  const shared = await answerTo(server, press(server, 'share', answer));

  expect(textOf(shared)).toContain('Two stories');
  expect(shared.files.size).toBe(0);
  expect(server.state.violations).toEqual([]);
});
