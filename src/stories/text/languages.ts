import { eld } from 'eld/extrasmall';

/**
 * ISO 639-1 code of a text's language, lower case and without region. `declared` (what the feed says) is believed; without
 * it the text decides, `und` when it is too short to tell.
 */
export function languageOf(declared: string | undefined, text: string): string {
  const code = declared?.trim().toLowerCase().split(/[-_]/)[0];
  if (code !== undefined && /^[a-z]{2}$/.test(code)) return code;
  const found = eld.detect(text.slice(0, 300)).language;
  return found === '' ? 'und' : found;
}
