import type { Embedder } from '../../src/ports/embedder.ts';
import { guarded } from './guarded.ts';
import type { Warn } from './guarded.ts';

/** What is used of `@huggingface/transformers`. */
interface Transformers {
  pipeline(
    task: 'feature-extraction',
    model: string,
  ): Promise<
    (
      texts: readonly string[],
      options: { pooling: 'mean'; normalize: boolean },
    ) => Promise<{ tolist(): number[][] }>
  >;
}

export interface LocalOptions {
  /** Name or path of a multilingual sentence model. */
  readonly model: string;
  readonly warn: Warn;
  /** Loads the library; default: the installed `@huggingface/transformers`. */
  readonly load?: (() => Promise<Transformers>) | undefined;
}

// The library brings an inference engine of some hundred megabytes and is of use to few: it is installed by those who
// switch it on, and found at run time.
const LIBRARY = '@huggingface/transformers';

/** Creates an embedder that runs a model in this process. The model is loaded with the first texts. */
export function createLocalEmbedder({ model, warn, load = localLibrary }: LocalOptions): Embedder {
  let extractor: ReturnType<Transformers['pipeline']> | undefined;
  return guarded(async (texts) => {
    extractor ??= load().then((library) => library.pipeline('feature-extraction', model));
    try {
      const extract = await extractor;
      const output = await extract(texts, { pooling: 'mean', normalize: true });
      return output.tolist();
    } catch (error) {
      extractor = undefined; // the next texts try again: the model may have been put in place meanwhile
      throw error;
    }
  }, warn);
}

/** Finds the library; throws an Error that says how to install it. */
export async function localLibrary(): Promise<Transformers> {
  let library: unknown;
  try {
    library = await import(LIBRARY);
  } catch (cause) {
    throw new Error(`EMBEDDINGS=local needs a library that is not there: npm install ${LIBRARY}`, { cause });
  }
  if (!isTransformers(library)) throw new Error(`${LIBRARY} has no pipeline`);
  return library;
}

function isTransformers(library: unknown): library is Transformers {
  return typeof library === 'object' && library !== null && 'pipeline' in library;
}
