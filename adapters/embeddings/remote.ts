import { z } from 'zod';
import type { Embedder } from '../../src/ports/embedder.ts';
import { guarded } from './guarded.ts';
import type { Warn } from './guarded.ts';

export interface RemoteOptions {
  /** Address of an OpenAI-compatible API, up to and without `/embeddings`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly warn: Warn;
}

// A batch of headlines takes a second or two; an endpoint that needs longer holds up the news.
const TIMEOUT_MS = 20_000;
// The APIs take 2,048 texts at most, small servers far less.
const BATCH = 64;

const answer = z.object({ data: z.array(z.object({ index: z.number(), embedding: z.array(z.number()) })) });

/** Creates an embedder on an OpenAI-compatible endpoint. */
export function createRemoteEmbedder({ url, model, apiKey, warn }: RemoteOptions): Embedder {
  const endpoint = `${url.replace(/\/+$/, '')}/embeddings`;
  const headers = {
    'content-type': 'application/json',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  };
  const embedBatch = async (input: readonly string[]): Promise<number[][]> => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify({ model, input }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the embedding endpoint answered ${String(response.status)}`);
    const { data } = answer.parse(await response.json());
    return data.toSorted((one, other) => one.index - other.index).map(({ embedding }) => embedding);
  };
  return guarded(async (texts) => {
    const vectors: number[][] = [];
    for (let at = 0; at < texts.length; at += BATCH)
      vectors.push(...(await embedBatch(texts.slice(at, at + BATCH))));
    return vectors;
  }, warn);
}
