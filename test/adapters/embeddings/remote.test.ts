import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createRemoteEmbedder } from '../../../adapters/embeddings/remote.ts';

interface Asked {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: { readonly model: string; readonly input: readonly string[] };
}

/** A server on loopback that answers with `reply`, and what it was asked. */
async function endpoint(reply: (input: readonly string[]) => { status: number; body: unknown }) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Asked['body'];
      asked.push({ path: request.url, authorization: request.headers.authorization, body });
      const { status, body: answer } = reply(body.input);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}/v1/`, asked };
}

const vectors = (input: readonly string[]) => ({
  status: 200,
  // Out of order, as an endpoint may answer.
  body: { data: input.map((text, index) => ({ index, embedding: [text.length, 0] })).toReversed() },
});

it('asks the endpoint and returns unit vectors in the order of the texts', async () => {
  const { url, asked } = await endpoint((input) => ({
    status: 200,
    body: {
      data: [
        { index: 1, embedding: [0, 5] },
        { index: 0, embedding: [3, 4] },
      ].slice(0, input.length),
    },
  }));

  const found = await createRemoteEmbedder({ url, model: 'm', apiKey: 'k', warn: () => {} }).embed([
    'one',
    'two',
  ]);

  expect(found).toEqual([
    [0.6, 0.8],
    [0, 1],
  ]);
  expect(asked).toEqual([
    { path: '/v1/embeddings', authorization: 'Bearer k', body: { model: 'm', input: ['one', 'two'] } },
  ]);
});

it('sends many texts in batches', async () => {
  const { url, asked } = await endpoint(vectors);

  const found = await createRemoteEmbedder({ url, model: 'm', warn: () => {} }).embed(
    Array.from({ length: 150 }, (_, index) => `text ${String(index)}`),
  );

  expect(found).toHaveLength(150);
  expect(asked.map(({ body }) => body.input.length)).toEqual([64, 64, 22]);
});

it('goes without and says so once while the endpoint fails, and again after it had recovered', async () => {
  let status = 500;
  const { url } = await endpoint((input) => ({ ...vectors(input), status }));
  const told: string[] = [];
  const embedder = createRemoteEmbedder({ url, model: 'm', warn: (_, message) => void told.push(message) });

  expect(await embedder.embed(['a'])).toBeNull();
  expect(await embedder.embed(['b'])).toBeNull();
  expect(told).toEqual(['no embeddings; stories are told apart without them']);

  status = 200;
  expect(await embedder.embed(['c'])).toEqual([[1, 0]]);
  status = 500;
  await embedder.embed(['d']);
  expect(told).toHaveLength(2);
});

it('goes without when the answer is not what was asked for', async () => {
  const { url } = await endpoint(() => ({ status: 200, body: { data: [] } }));
  const causes: unknown[] = [];

  const found = await createRemoteEmbedder({
    url,
    model: 'm',
    warn: (cause) => void causes.push(cause),
  }).embed(['a']);

  expect(found).toBeNull();
  expect(String(causes[0])).toContain('0 vectors for 1 texts');
});
