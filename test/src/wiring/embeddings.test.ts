import { expect, it } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { lookAtEmbeddings } from '../../../src/wiring/embeddings.ts';
import { embeddingServer } from '../../support/embedding-server.ts';

it('tells the doctor whether the endpoint answers', async () => {
  const server = await embeddingServer(/./u);
  const config = readConfig({ EMBEDDINGS_URL: server.url, EMBEDDINGS_MODEL: 'm' });

  expect(await lookAtEmbeddings(readConfig({}))).toMatchObject([{ level: 'ok', text: 'Embeddings: off' }]);
  expect(await lookAtEmbeddings(config)).toMatchObject([{ level: 'ok' }]);
  server.fail();
  expect(await lookAtEmbeddings(config)).toMatchObject([{ level: 'problem' }]);
});
