import { expect, it } from 'vitest';
import { createLocalEmbedder } from '../../../adapters/embeddings/local.ts';

it('runs the named model on the texts, loading it once', async () => {
  const loaded: string[] = [];
  const embedder = createLocalEmbedder({
    model: 'small-multilingual',
    warn: () => {},
    load: () =>
      Promise.resolve({
        pipeline: (task: string, model: string) => {
          loaded.push(`${task} ${model}`);
          return Promise.resolve((texts: readonly string[]) =>
            Promise.resolve({ tolist: () => texts.map((text) => [text.length, 0]) }),
          );
        },
      }),
  });

  expect(await embedder.embed(['a', 'bb'])).toEqual([
    [1, 0],
    [1, 0],
  ]);
  await embedder.embed(['c']);
  expect(loaded).toEqual(['feature-extraction small-multilingual']);
});

it('goes without when the library is not installed', async () => {
  const told: string[] = [];
  const embedder = createLocalEmbedder({ model: 'm', warn: (_, message) => void told.push(message) });

  expect(await embedder.embed(['a'])).toBeNull();
  expect(told).toEqual(['no embeddings; stories are told apart without them']);
});
