import { stripVTControlCharacters } from 'node:util';

// Feed text may try to move the cursor, recolour or rename the terminal, reverse the reading order or hide letters.
// What is left after this file can be printed as it is.

const CONTROLS = /\p{Cc}/gu;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/**
 * Characters that show nothing: zero-width spaces, bidi marks and overrides, tags, fillers, soft hyphens. Joiners and
 * emoji style selectors are of this class too, but scripts and emoji need them: the lookbehind keeps them there.
 */
const INVISIBLE = /(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{Default_Ignorable_Code_Point}|[\uFFF9-\uFFFC]/gu;
const JOINED_SCRIPTS =
  '\\p{sc=Arabic}\\p{sc=Syriac}\\p{sc=Devanagari}\\p{sc=Bengali}\\p{sc=Gurmukhi}\\p{sc=Gujarati}\\p{sc=Tamil}\\p{sc=Telugu}\\p{sc=Kannada}\\p{sc=Malayalam}\\p{sc=Sinhala}\\p{sc=Khmer}\\p{sc=Mongolian}';
const STRAY_JOINERS = new RegExp(
  `(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\uFE0F${JOINED_SCRIPTS}]\\p{M}{0,2})[\\u200C\\u200D]`,
  'gu',
);
const STRAY_SELECTORS = /(?<![\p{Extended_Pictographic}0-9#*])[\uFE0E\uFE0F]/gu;

/** Real scripts stack up to four marks on a letter; towers of them write over the lines above. */
const MARK_TOWERS = /(\p{M}{4})\p{M}+/gu;

/** Untrusted text as one line that can be printed: no escapes, no control or invisible characters, single spaces. */
export function cleanLine(text: string): string {
  return cleanSpan(text).trim();
}

/** Like cleanLine, but keeps one space at either end: the text is a part of a sentence. */
export function cleanSpan(text: string): string {
  return visible(stripVTControlCharacters(text).replace(/\s+/gu, ' ')).replace(/ {2,}/gu, ' ');
}

function visible(text: string): string {
  return text
    .replace(CONTROLS, '')
    .replace(LONE_SURROGATES, '\uFFFD')
    .replace(INVISIBLE, '')
    .replace(STRAY_JOINERS, '')
    .replace(STRAY_SELECTORS, '')
    .replace(MARK_TOWERS, '$1');
}

/** The address in the form a terminal may print, or undefined when it is not http(s). Percent-encoded where needed. */
export function cleanAddress(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return protocol === 'http:' || protocol === 'https:' ? href : undefined;
}
