import type { Block, Button, Field, Message, RichText, Tone, Volume } from '../../src/messages/message.ts';
import { cleanLine } from './clean.ts';
import { columnsOf, wrap, type Run } from './layout.ts';
import { hyperlink, paint, type Ink, type Look } from './look.ts';
import { paragraphs, toRuns, type Style } from './rich-text.ts';
import { legend, sparkline } from '../../src/messages/sparkline.ts';
import { clockTime } from './times.ts';

/** First mark of a message; the shapes differ too, for people and places without colours. */
const MARKS: Readonly<Record<Tone, { readonly mark: string; readonly ink: Ink }>> = {
  breaking: { mark: '◆', ink: 'red' },
  developing: { mark: '●', ink: 'yellow' },
  calm: { mark: '○', ink: 'green' },
  closed: { mark: '■', ink: 'dim' },
  warning: { mark: '!', ink: 'yellow' },
};

/** Every line starts with two columns: the mark on the first, empty on the others. */
const GUTTER = 2;
const WIDEST_LABEL = 20;

export interface RenderOptions extends Look {
  /** Times of this day are shown without their date. */
  readonly now?: Date | undefined;
}

/** A message as lines for a terminal, with a line break at the end. Only addresses may be longer than the width. Pure. */
export function renderTerminal(message: Message, options: RenderOptions): string {
  const style: Style = { ...options, hyperlinks: options.hyperlinks && options.colours };
  const lines: string[] = titleLines(message, style);
  let previous: Block['kind'] | 'start' | 'title' = lines.length > 0 ? 'title' : 'start';
  for (const block of message.blocks) {
    const added = blockLines(block, style);
    if (added.length === 0) continue;
    if (!standsClose(previous, block.kind)) lines.push('');
    lines.push(...added);
    previous = block.kind;
  }
  const [first = '', ...rest] = lines;
  const all = [`${gutter(message.tone, style)}${first}`, ...rest.map((line) => line && `  ${line}`)];
  return `${all.map((line) => line.trimEnd()).join('\n')}\n`;
}

function gutter(tone: Tone | undefined, style: Style): string {
  if (!tone) return ' '.repeat(GUTTER);
  const { mark, ink } = MARKS[tone];
  return `${paint(mark, [ink], style.colours)} `;
}

function titleLines({ title, titleLink }: Message, style: Style): string[] {
  const text = cleanLine(title ?? '');
  if (text === '') return [];
  const span = titleLink === undefined ? { text } : { text, link: titleLink };
  return paragraph([span], { ...style, inks: ['bold'] });
}

/** Blocks that read as one have no empty line between them. */
function standsClose(previous: string, next: Block['kind']): boolean {
  if (previous === 'start' || previous === 'title') return true;
  if (next === 'heading') return false;
  if (previous === 'heading') return true;
  return ['text list', 'fields volume', 'buttons note', 'note note', 'buttons menu'].includes(
    `${previous} ${next}`,
  );
}

function blockLines(block: Block, style: Style): string[] {
  switch (block.kind) {
    case 'heading':
      return paragraph([cleanLine(block.text)], { ...style, inks: ['bold'] });
    case 'text':
      return paragraph(block.text, style);
    case 'list':
      return block.items.flatMap((item) => hung('• ', paragraph(item, style, 2)));
    case 'fields':
      return fieldLines(block.fields, style);
    case 'volume':
      return volumeLines(block.volume, style);
    case 'buttons':
      return buttonLines(block.buttons, style);
    case 'menu':
      return [
        ...paragraph(cleanLine(block.placeholder), { ...style, inks: ['dim'] }),
        ...buttonLines(block.choices, style),
      ];
    case 'note':
      return paragraph(block.text, { ...style, inks: ['dim'] });
    default:
      return block satisfies never;
  }
}

/** Lines of a text, `indent` columns narrower than the place. Its own line breaks are kept. */
function paragraph(text: RichText, style: Style, indent = 0): string[] {
  const width = style.width - GUTTER - indent;
  return paragraphs(text).flatMap((spans) =>
    wrap(toRuns(spans, style), width).map((line) => painted(line, style)),
  );
}

function painted(line: readonly Run[], style: Style): string {
  return line
    .map((run) => {
      const text = paint(run.text, run.inks, style.colours);
      return run.address === undefined ? text : hyperlink(text, run.address);
    })
    .join('');
}

/** Puts a lead before the first line and as many spaces before the others. */
function hung(lead: string, lines: readonly string[], columns = columnsOf(lead)): string[] {
  return lines.map((line, index) => `${index === 0 ? lead : ' '.repeat(columns)}${line}`);
}

function fieldLines(fields: readonly Field[], style: Style): string[] {
  const labelled = fields.map(({ label, value }) => ({ label: cleanLine(label), value }));
  const column = Math.min(WIDEST_LABEL, Math.max(0, ...labelled.map(({ label }) => columnsOf(label)))) + 2;
  return labelled.flatMap(({ label, value }) => {
    const values = paragraph(value, style, column);
    const dimmed = paint(label, ['dim'], style.colours);
    // A label too long for its column stands above its value.
    if (columnsOf(label) + 2 > column) {
      return [
        ...paragraph(label, { ...style, inks: ['dim'] }),
        ...values.map((line) => ' '.repeat(column) + line),
      ];
    }
    return hung(`${dimmed}${' '.repeat(column - columnsOf(label))}`, values, column);
  });
}

function volumeLines(volume: Volume, style: Style): string[] {
  const bars = sparkline(volume.counts, style.width - GUTTER);
  const { endsAt, stepMs } = volume;
  const over = style.now && style.now.getTime() - endsAt.getTime() > stepMs;
  const words = legend(volume, over ? clockTime(endsAt, style.now, style.timeZone) : undefined);
  const fits = GUTTER + columnsOf(bars) + 2 + columnsOf(words) <= style.width;
  const dimmed = paragraph(words, { ...style, inks: ['dim'] });
  const drawn = paint(bars, ['cyan'], style.colours);
  return fits ? [`${drawn}  ${dimmed.join(' ')}`] : [drawn, ...dimmed];
}

function buttonLines(buttons: readonly Button[], style: Style): string[] {
  return buttons.flatMap(({ label, command }) => {
    const words = `${cleanLine(label)}: ${cleanLine(command)}`;
    return hung(paint('→ ', ['dim'], style.colours), paragraph(words, { ...style, inks: ['dim'] }, 2), 2);
  });
}
