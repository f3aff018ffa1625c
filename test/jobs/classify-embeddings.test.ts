import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { classifyItems } from '../../jobs/classify-items.ts';
import { createStoryModel } from '../../jobs/story-model.ts';
import { readConfig } from '../../src/config.ts';
import { createTracker } from '../../src/stories/create-tracker.ts';
import { openMeaning } from '../../src/wiring/embeddings.ts';
import { repoLexicon } from '../src/stories/repo-lexicon.ts';
import { ada, entry, NOON, room, storedItems } from '../support/builders.ts';
import { xOutage } from '../support/classifier.ts';
import { embeddingServer } from '../support/embedding-server.ts';
import { useStore } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const at = useStore();

const clock = (): Date => NOON;

/** One process's classifier, set up from the environment as the program does it; `lines`: its log. */
function program(env: Readonly<Record<string, string>>) {
  const lines: string[] = [];
  const log = pino(
    new Writable({
      write(chunk: Buffer, _, done) {
        lines.push(chunk.toString());
        done();
      },
    }),
  );
  const model = createStoryModel(
    () => createTracker({ lexicon: repoLexicon }),
    openMeaning(readConfig(env), clock, log),
  );
  return { run: classifyItems({ store: at.store, model, clock, log }), lines };
}

const closing = { actor: ada, channel: room, action: '/stories close x-outage', at: NOON };

const TITLE = 'Social media platform X unreachable, users complain';

async function scoreOf(title: string): Promise<number> {
  const found = await at.pool.query<{ score: number }>(
    'select score from assignments join items on items.id = item_id where items.title = $1',
    [title],
  );
  return found.rows[0]?.score ?? 0;
}

it('tips a doubtful report by what the endpoint says it means', async () => {
  const near = await embeddingServer(/X/u);
  await xOutage(at.store);
  await storedItems(at.store, [entry(TITLE)]);
  await program({}).run();
  const without = await scoreOf(TITLE);

  await at.pool.query('update items set classified_at = null');
  await program({ EMBEDDINGS_URL: near.url, EMBEDDINGS_MODEL: 'm' }).run();

  expect(await scoreOf(TITLE)).toBeGreaterThan(without);
  expect(near.asked.flat().some((text) => text.startsWith(TITLE))).toBe(true);
});

it('lets other workers and people go on while the endpoint takes its time', async () => {
  const slow = await embeddingServer(/X/u);
  const story = await xOutage(at.store);
  await storedItems(at.store, [entry(TITLE)]);
  const answer = slow.hold();
  const done: string[] = [];
  const run = program({ EMBEDDINGS_URL: slow.url, EMBEDDINGS_MODEL: 'm' }).run();
  const waiting = run.then(() => done.push('the worker that asked'));
  await until(() => slow.asked.length > 0, 'the endpoint was asked');

  await program({}).run();
  await at.store.change(closing, ({ stories }) => stories.close(story.id, NOON));
  done.push('another worker', 'a person');
  answer();
  await waiting;

  expect(done).toEqual(['another worker', 'a person', 'the worker that asked']);
  expect(await scoreOf(TITLE)).toBeGreaterThan(0);
});

it('goes on without a failing endpoint, with one line in the log', async () => {
  const down = await embeddingServer(/X/u);
  down.fail();
  await xOutage(at.store);
  const { run, lines } = program({ EMBEDDINGS_URL: down.url, EMBEDDINGS_MODEL: 'm' });

  await storedItems(at.store, [entry(TITLE)]);
  await run();
  await storedItems(at.store, [entry('X is down again, Elon Musk says')]);
  await run();

  expect(await at.store.items.unclassified(10)).toEqual([]);
  expect(lines.filter((line) => line.includes('no embeddings'))).toHaveLength(1);
  expect(down.asked).toHaveLength(1);
});

it('says how to install what runs a model in the process', async () => {
  await xOutage(at.store);
  const { run, lines } = program({ EMBEDDINGS: 'local' });

  await storedItems(at.store, [entry(TITLE)]);
  await run();

  expect(lines.filter((line) => line.includes('npm install @huggingface/transformers'))).toHaveLength(1);
  expect(await at.store.items.unclassified(10)).toEqual([]);
});
