import type { Token } from './token-table.ts';

// Folded words for thousand, million and billion in the languages of the lexicon.
const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|thousand|mille|tausend|mil|mila|tysiec\w*|tys|duizend|тысяч\w*|тис\w*)$/, 1e3],
  [
    /^(?:m|mn|mln|mio|million\w*|millon\w*|milion\w*|miljoen\w*|milhao|milhoes|milyon|миллион\w*|млн|мільйон\w*)$/,
    1e6,
  ],
  [
    /^(?:b|bn|mld|mrd|billion|milliard\w*|miliard\w*|miljard\w*|bilhao|bilhoes|milyar|миллиард\w*|млрд|мільярд\w*)$/,
    1e9,
  ],
];

/** The number that starts at a token, with a scale word behind it or grown onto it; null for none and for small counts. */
export function numberAt(tokens: readonly Token[], index: number): number | null {
  const first = tokens[index]?.form.charCodeAt(0) ?? 0;
  if (first < 48 || first > 57) return null;
  const written = /^(\d[\d.,\u00a0\u202f]*)([a-z]*)$/.exec(tokens[index]?.form ?? '');
  const digits = written?.[1];
  if (digits === undefined) return null;
  const grown = written?.[2] ?? '';
  const scale = scaleOf(grown === '' ? (tokens[index + 1]?.form ?? '') : grown);
  if (grown !== '' && scale === 1) return null;
  const value = valueOf(digits) * scale;
  return value >= 13 ? value : null;
}

function scaleOf(word: string): number {
  return SCALES.find(([pattern]) => pattern.test(word))?.[1] ?? 1;
}

function valueOf(digits: string): number {
  const grouped = /^\d{1,3}(?:[.,\u00a0\u202f]\d{3})+$/.test(digits);
  return (
    Number(
      grouped ? digits.replaceAll(/\D/g, '') : digits.replaceAll(/[.,](?=.*[.,])/g, '').replace(',', '.'),
    ) || 0
  );
}
