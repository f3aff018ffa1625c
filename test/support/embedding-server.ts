import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface EmbeddingServer {
  /** The address for `EMBEDDINGS_URL`. */
  readonly url: string;
  /** The texts of each request. */
  readonly asked: string[][];
  /** From now on it answers with an error. */
  fail(): void;
  /** From now on it keeps its answers back, until the returned function is called. */
  hold(): () => void;
}

/** An OpenAI-compatible server on loopback that knows one meaning for texts that match, and another for the rest. */
export async function embeddingServer(alike: RegExp): Promise<EmbeddingServer> {
  const asked: string[][] = [];
  let status = 200;
  let held: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: string[] };
      asked.push(input);
      const data = input.map((text, index) => ({ index, embedding: alike.test(text) ? [1, 0] : [0, 1] }));
      void held.then(() =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ data })),
      );
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/v1`,
    asked,
    fail: () => void (status = 500),
    hold() {
      const gate = new EventEmitter();
      held = once(gate, 'open');
      return () => void gate.emit('open');
    },
  };
}
