import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';

// The order that gave the right text most often: byte order mark, HTTP charset, XML declaration, HTML meta, validity
// as UTF-8, statistics. One deviation: bytes that are valid UTF-8 beyond chance are UTF-8 whatever they are labelled,
// since servers add a default charset and generators copy old prologues.

export interface Decoded {
  readonly text: string;
  /** Lower-case name of the encoding used. */
  readonly encoding: string;
  readonly warnings: readonly string[];
}

/** Labels whose browser meaning differs from iconv-lite's, or that it does not know. */
const LABELS: Readonly<Record<string, string>> = {
  'windows-1252': 'iso-8859-1 latin1 l1 ascii us-ascii iso8859-1 iso_8859-1 cp1252 x-cp1252 ansi',
  'windows-1254': 'iso-8859-9 latin5',
  'windows-874': 'iso-8859-11 tis-620',
  gb18030: 'gb2312 gbk x-gbk gb_2312 gb_2312-80',
  'big5-hkscs': 'big5 x-x-big5',
  shift_jis: 'x-sjis sjis shift-jis windows-31j',
  'euc-jp': 'x-euc-jp',
  cp949: 'ks_c_5601-1987 euc-kr korean windows-949',
  'iso-8859-8': 'iso-8859-8-i',
  'utf-16le': 'unicode utf-16 ucs-2',
  'utf-16be': 'iso-10646-ucs-2',
  'utf-32': 'iso-10646-ucs-4',
  macintosh: 'x-mac-roman',
  'utf-8': 'utf8 unicode-1-1-utf-8',
  maccyrillic: 'x-mac-cyrillic',
  'koi8-r': 'koi8',
};

const ALIASES = new Map(
  Object.entries(LABELS).flatMap(([name, labels]) =>
    labels.split(' ').map((label) => [label, name] as const),
  ),
);

const MULTIBYTE = /^(?:gb|big5|shift_jis|euc|cp9|utf-?(?:16|32|7)|iso-2022|hz)/;
const PROLOG_BYTES = 1024;
/** So many sequences in a row that are valid UTF-8 are no accident, even in East Asian text. */
const BEYOND_CHANCE = 16;

/** Decodes a body. `contentType` is the HTTP header, or null for a file. Never throws. */
export function decodeBody(bytes: Uint8Array, contentType: string | null): Decoded {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const marked = fromMark(buffer);
  if (marked !== null) return marked;
  const claimed = claims(buffer, contentType);
  const usable = claimed.filter((label) => isKnown(label));
  const unknown = claimed.filter((label) => !isKnown(label));
  const warnings = unknown.map((label) => `The encoding “${label.slice(0, 40)}” is not known.`);
  const decoded = decodeAs(buffer, usable);
  return { ...decoded, warnings: [...warnings, ...decoded.warnings] };
}

function fromMark(buffer: Buffer): Decoded | null {
  const [a, b, c, d] = buffer;
  if (a === 0xef && b === 0xbb && c === 0xbf) return decodeUtf8(buffer.subarray(3));
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return plain(buffer, 'utf-32le');
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return plain(buffer, 'utf-32be');
  if (a === 0xff && b === 0xfe) return plain(buffer, 'utf-16le');
  if (a === 0xfe && b === 0xff) return plain(buffer, 'utf-16be');
  // Without a mark, the zero bytes around the first “<” tell.
  if (a === 0x3c && b === 0 && c !== 0 && d === 0) return plain(buffer, 'utf-16le');
  if (a === 0 && b === 0x3c && c === 0 && d !== 0) return plain(buffer, 'utf-16be');
  if (a === 0x3c && b === 0 && c === 0 && d === 0) return plain(buffer, 'utf-32le');
  if (a === 0 && b === 0 && c === 0 && d === 0x3c) return plain(buffer, 'utf-32be');
  return null;
}

/** What the outside and the document say of the encoding, most trusted first, in canonical names. */
function claims(buffer: Buffer, contentType: string | null): string[] {
  const head = buffer.subarray(0, PROLOG_BYTES).toString('latin1');
  const http = /charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType ?? '')?.[1];
  const prolog = /^[^<]*<\?xml[^>]*?\sencoding\s*=\s*["']?([\w.:-]+)/i.exec(head)?.[1];
  const meta = /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(head)?.[1];
  return [http, prolog, meta].filter((label) => label !== undefined).map((label) => canonical(label));
}

function canonical(label: string): string {
  const lower = label.trim().toLowerCase();
  return ALIASES.get(lower) ?? lower;
}

function isKnown(label: string): boolean {
  if (label === 'utf-8' || iconv.encodingExists(label))
    return !['base64', 'hex', 'binary', 'internal'].includes(label);
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

function decodeAs(buffer: Buffer, labels: readonly string[]): Decoded {
  const [label] = labels;
  const sequences = isUtf8(buffer) ? countMultibyte(buffer) : -1;
  const ascii = sequences === 0;
  if (label === undefined || label === 'utf-8') {
    return sequences >= 0
      ? { text: buffer.toString('utf8'), encoding: 'utf-8', warnings: [] }
      : notUtf8(buffer, labels);
  }
  // Escape sequences of ISO-2022 and UTF-7 are ASCII too; a UTF-16 label on single bytes is a plain mistake.
  if (/^utf-?(16|32)/.test(label) && !buffer.subarray(0, PROLOG_BYTES).includes(0)) {
    return {
      ...decodeAs(buffer, labels.slice(1)),
      warnings: [`The document is labelled ${label} but is not.`],
    };
  }
  if (!ascii && sequences >= (MULTIBYTE.test(label) && !labels.includes('utf-8') ? BEYOND_CHANCE : 1)) {
    return {
      text: buffer.toString('utf8'),
      encoding: 'utf-8',
      warnings: [`The document is labelled ${label} but is UTF-8.`],
    };
  }
  if (label === 'windows-1252' && sequences < 0) {
    const { good, bad } = weighRuns(buffer);
    if (good > bad) return decodeUtf8(buffer);
  }
  return plain(buffer, label);
}

function plain(buffer: Buffer, label: string): Decoded {
  const text = iconv.encodingExists(label)
    ? iconv.decode(buffer, label)
    : new TextDecoder(label).decode(buffer);
  return { text: text.replace(/^\uFEFF+/, ''), encoding: label, warnings: [] };
}

/** Labelled or assumed UTF-8, and not valid: either stray bytes in UTF-8, or another encoding altogether. */
function notUtf8(buffer: Buffer, labels: readonly string[]): Decoded {
  const other = labels.find((label) => label !== 'utf-8');
  if (other !== undefined) return plain(buffer, other);
  const { good, bad } = weighRuns(buffer);
  if (bad <= good) return decodeUtf8(buffer);
  const guess = canonical(guessEncoding(buffer));
  const encoding = isKnown(guess) && guess !== 'utf-8' ? guess : 'windows-1252';
  // Stray bytes are read as windows-1252 anyway, so what is UTF-8 among them is won.
  if (encoding === 'windows-1252' && good > 0) return decodeUtf8(buffer);
  return { ...plain(buffer, encoding), warnings: [`The document is not UTF-8; it was read as ${encoding}.`] };
}

/** A run of three bytes that is UTF-8 by accident is far rarer than one of two. */
const LONG_RUN = 10;
/** East Asian text in another encoding passes for UTF-8 by two fifths of its bytes. */
const MOSTLY = 0.8;

/** How many runs of bytes beyond ASCII are UTF-8, a stray byte among many aside, and how many are not. */
function weighRuns(buffer: Buffer): { readonly good: number; readonly bad: number } {
  let good = 0;
  let bad = 0;
  for (let at = 0; at < buffer.length; at += 1) {
    const start = at;
    let fitting = 0;
    while ((buffer[at] ?? 0) >= 0x80) {
      const length = sequenceLength(buffer, at);
      fitting += length;
      at += Math.max(length, 1);
    }
    if (at === start) continue;
    if (fitting < MOSTLY * (at - start)) bad += 1;
    else good += at - start > 2 ? LONG_RUN : 1;
  }
  return { good, bad };
}

/** Statistics over the text alone (tags look like Western European), helped by the language the feed names. */
function guessEncoding(buffer: Buffer): string {
  const head = buffer.subarray(0, 65_536).toString('latin1');
  const language = /<(?:dc:)?language>\s*([a-z]{2})|xml:lang=["']([a-z]{2})/i.exec(head);
  const said = (language?.[1] ?? language?.[2])?.toLowerCase();
  const guesses = analyse(Buffer.from(head.replace(/<[^>]*>/g, ' '), 'latin1'));
  const fitting = said === undefined ? undefined : guesses.find(({ lang }) => lang === said);
  const guess = (fitting ?? guesses[0])?.name ?? 'windows-1252';
  // The Hebrew letters are the same; only the wider one has points and quotation marks.
  return guess === 'ISO-8859-8' ? 'windows-1255' : guess;
}

/** Sequences of more than one byte, counted no further than anybody needs to know. */
function countMultibyte(buffer: Buffer): number {
  if (isAscii(buffer)) return 0;
  let count = 0;
  for (let at = 0; at < buffer.length && count < BEYOND_CHANCE; at += 1)
    if ((buffer[at] ?? 0) >= 0xc0) count += 1;
  return count;
}

/** UTF-8 in which a byte that fits no sequence is read as windows-1252, as pasted text mostly is. */
function decodeUtf8(buffer: Buffer): Decoded {
  if (isUtf8(buffer)) {
    return { text: buffer.toString('utf8').replace(/^\uFEFF+/, ''), encoding: 'utf-8', warnings: [] };
  }
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < buffer.length;) {
    const length = sequenceLength(buffer, at);
    if (length > 0) {
      at += length;
      continue;
    }
    pieces.push(buffer.toString('utf8', from, at), iconv.decode(buffer.subarray(at, at + 1), 'windows-1252'));
    at += 1;
    from = at;
  }
  pieces.push(buffer.toString('utf8', from));
  const warnings = ['Some bytes are not valid UTF-8; they were read as windows-1252.'];
  return { text: pieces.join(''), encoding: 'utf-8', warnings };
}

/** Length of the valid UTF-8 sequence at that index, 0 when there is none. */
function sequenceLength(buffer: Buffer, at: number): number {
  const lead = buffer[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > buffer.length) return 0;
  return isUtf8(buffer.subarray(at, at + length)) ? length : 0;
}
