/** Tells languages apart by runs of bytes (UTF-8) in words, each with the languages that it speaks for. */
export interface Languages {
  /** ISO 639-1 code of the language that a text is written in; null when nothing in it tells. */
  detect(text: string): string | null;
}

/** More than a few sentences change nothing. */
const LETTERS = 300;
const RUN = 4;
/** The end of a run is the beginning of the next. */
const STRIDE = 3;
const SPACE = 0x20;
/** Whatever is no letter, but an apostrophe before one belongs to its word. */
const BETWEEN_WORDS = /[^\p{L}]+(?<!['`’])/gu;

const encoder = new TextEncoder();

/** What a feed says of its language, lower case and without region; null when that is no ISO 639-1 code. */
export function declaredLanguage(declared: string | undefined): string | null {
  const code = declared?.trim().toLowerCase().split(/[-_]/)[0];
  return code !== undefined && /^[a-z]{2}$/.test(code) ? code : null;
}

/**
 * Reads the file whose first column is `run`. Its second column's name lists the languages' codes; each line has a run and
 * `language:weight` for every language it speaks for, by its place in that list. A run is written as its bytes in
 * hexadecimal, with an underscore where its word begins and ends. In typed arrays that takes a tenth of what objects do.
 */
export function parseLanguages(files: readonly string[]): Languages {
  const file = files.find((text) => text.startsWith('run\t')) ?? 'run\t';
  const [head = '', ...lines] = file.trimEnd().split('\n');
  const rows = new Map<number, number>();
  const ends = new Uint32Array(lines.length);
  const languages: number[] = [];
  const weights: number[] = [];
  for (const [row, line] of lines.entries()) {
    const [run = '', pairs = ''] = line.split('\t');
    const value = Number.parseInt(run.replaceAll('_', ''), 16);
    rows.set(keyOf(value, run.startsWith('_'), run.endsWith('_')), row);
    for (const pair of pairs.split(' ')) {
      const [language, weight] = pair.split(':');
      languages.push(Number(language));
      weights.push(Number(weight));
    }
    ends[row] = languages.length;
  }
  return createLanguages({
    codes: head.split('\t')[1]?.split(' ') ?? [],
    rows,
    ends,
    languages: Uint8Array.from(languages),
    weights: Uint16Array.from(weights),
  });
}

interface Table {
  readonly codes: readonly string[];
  /** Row of a run, by its key. */
  readonly rows: ReadonlyMap<number, number>;
  /** Where the languages of a row end; they begin where those of the row before end. */
  readonly ends: Uint32Array;
  readonly languages: Uint8Array;
  readonly weights: Uint16Array;
}

function createLanguages({ codes, rows, ends, languages, weights }: Table): Languages {
  return {
    detect(text) {
      const sums = codes.map(() => 0);
      for (const key of runsOf(text)) {
        const row = rows.get(key);
        if (row === undefined) continue;
        for (let at = ends[row - 1] ?? 0; at < (ends[row] ?? 0); at++) {
          const language = languages[at] ?? 0;
          sums[language] = (sums[language] ?? 0) + (weights[at] ?? 0);
        }
      }
      const most = Math.max(0, ...sums);
      return most === 0 ? null : (codes[sums.indexOf(most)] ?? null);
    },
  };
}

/** Keys of the runs in the words of a text, each once. */
function runsOf(text: string): ReadonlySet<number> {
  const words = text.slice(0, LETTERS).replace(BETWEEN_WORDS, ' ').trim().toLowerCase();
  const bytes = encoder.encode(words);
  const runs = new Set<number>();
  for (let start = 0; start < bytes.length;) {
    const space = bytes.indexOf(SPACE, start);
    const end = space < 0 ? bytes.length : space;
    let from = start;
    for (; from + RUN < end; from += STRIDE)
      runs.add(keyOf(valueOf(bytes, from, from + RUN), from === start, false));
    runs.add(keyOf(valueOf(bytes, Math.max(start, end - RUN), end), from === start, true));
    start = end + 1;
  }
  return runs;
}

/** The bytes as one number; unique, as there are four at most and none is 0. */
function valueOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

const keyOf = (value: number, first: boolean, last: boolean): number =>
  value * 4 + (first ? 2 : 0) + (last ? 1 : 0);
