/** Glyphs of 3 x 5 pixels, one string a row, for the few characters an axis needs. */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  '0': ['###', '#.#', '#.#', '#.#', '###'],
  '1': ['.#.', '##.', '.#.', '.#.', '###'],
  '2': ['###', '..#', '###', '#..', '###'],
  '3': ['###', '..#', '###', '..#', '###'],
  '4': ['#.#', '#.#', '###', '..#', '..#'],
  '5': ['###', '#..', '###', '..#', '###'],
  '6': ['###', '#..', '###', '#.#', '###'],
  '7': ['###', '..#', '.#.', '.#.', '.#.'],
  '8': ['###', '#.#', '###', '#.#', '###'],
  '9': ['###', '#.#', '###', '..#', '###'],
  ':': ['...', '.#.', '...', '.#.', '...'],
  '-': ['...', '...', '###', '...', '...'],
  ' ': ['...', '...', '...', '...', '...'],
  U: ['#.#', '#.#', '#.#', '#.#', '###'],
  T: ['###', '.#.', '.#.', '.#.', '.#.'],
  C: ['###', '#..', '#..', '#..', '###'],
};

const GLYPH_WIDTH = 3;
const GLYPH_HEIGHT = 5;

/** Width of a text in pixels at a scale. */
export const textWidth = (text: string, scale: number): number =>
  (text.length * (GLYPH_WIDTH + 1) - 1) * scale;
export const textHeight = (scale: number): number => GLYPH_HEIGHT * scale;

/** Squares of `scale` pixels that draw a text with its top left corner at the origin; unknown characters are blank. */
export function textSquares(text: string, scale: number): { readonly x: number; readonly y: number }[] {
  return Array.from(text).flatMap((character, index) =>
    (GLYPHS[character] ?? []).flatMap((line, row) =>
      Array.from(line).flatMap((pixel, column) =>
        pixel === '#' ? [{ x: (index * (GLYPH_WIDTH + 1) + column) * scale, y: row * scale }] : [],
      ),
    ),
  );
}
