import { createLocalEmbedder, localLibrary } from '../../adapters/embeddings/local.ts';
import { createRemoteEmbedder } from '../../adapters/embeddings/remote.ts';
import { ok, problem, type Finding } from '../cli/doctor-findings.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Embedder } from '../ports/embedder.ts';
import { createMeaning, NO_MEANING, type Meaning } from '../stories/meaning.ts';

/** What the settings say of embeddings; they are off unless asked for. */
export function openMeaning({ embeddings }: Config, clock: () => Date, log: Log): Meaning {
  if (!embeddings) return NO_MEANING;
  const warn = (err: unknown, message: string): void => log.warn({ err }, message);
  return createMeaning(openEmbedder(embeddings, warn), clock);
}

function openEmbedder(
  settings: NonNullable<Config['embeddings']>,
  warn: (cause: unknown, message: string) => void,
): Embedder {
  const { model, url, key: apiKey } = settings;
  return url === undefined
    ? createLocalEmbedder({ model, warn })
    : createRemoteEmbedder({ url, model, apiKey, warn });
}

/** For the doctor: whether an endpoint answers, or the library is there. A model is not loaded: it may be a large download. */
export async function lookAtEmbeddings({ embeddings }: Config): Promise<readonly Finding[]> {
  if (!embeddings) return [ok('Embeddings: off')];
  if (embeddings.url === undefined) {
    await localLibrary();
    return [ok(`Embeddings: ${embeddings.model} in this process, loaded with the first news`)];
  }
  let cause: unknown;
  const vectors = await openEmbedder(embeddings, (found) => void (cause = found)).embed([
    'storywatch doctor',
  ]);
  const where = new URL(embeddings.url).host;
  if (vectors !== null)
    return [
      ok(`Embeddings: ${embeddings.model} at ${where}, ${String(vectors[0]?.length ?? 0)} numbers a text`),
    ];
  const reason = cause instanceof Error ? cause.message : String(cause);
  return [
    problem(
      `Embeddings: ${where} gives none (${reason}). Stories are told apart without them.`,
      'Check EMBEDDINGS_URL and EMBEDDINGS_MODEL.',
    ),
  ];
}
