import type { APIEmbedField } from 'discord.js';
import { plainText, type Block, type Field, type Tone, type Volume } from '../../src/messages/message.ts';
import { buttonRows, menuRow, type Row } from './components.ts';
import { escapeMarkdown, plainLine } from './escape.ts';
import { MAX_ALT_TEXT, MAX_DESCRIPTION, MAX_FIELDS, MAX_FIELD_NAME, MAX_FIELD_VALUE } from './limits.ts';
import { chunks, fit, markdown, markdownPieces } from './markdown.ts';
import { legend, sparkline } from '../../src/messages/sparkline.ts';
import { drawVolume } from './volume-chart.ts';

/** What a message is made of once it is Markdown; never divided further. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly gap: '\n' | '\n\n' }
  | { readonly kind: 'fields'; readonly fields: readonly APIEmbedField[] }
  | { readonly kind: 'image'; readonly text: string; readonly png: Buffer; readonly alt: string }
  | { readonly kind: 'row'; readonly row: Row };

/** What a block needs to know of its message. */
export interface Place {
  readonly tone: Tone | undefined;
  readonly underHeading: boolean;
  /** Something to read follows: fields become a line, as Discord would show columns after all text. */
  readonly textFollows: boolean;
  /** Custom ids in use; those given out are added. */
  readonly taken: Set<string>;
}

/** Leaves room for a number in front. */
const MAX_TEXT = MAX_DESCRIPTION - 16;
const MAX_HEADING = 250;
/** One item of a list: about four lines on a phone's screen with its links. */
const MAX_LIST_ITEM = 1500;
const MAX_NOTE = 1500;
const SPARKLINE_WIDTH = 30;
const MAX_FIELD_IN_LINE = 300;
/** Longer values get a line of their own instead of a column. */
const MAX_INLINE_VALUE = 40;
const NOTHING = '–';

export function partsOf(block: Block, { tone, underHeading, textFollows, taken }: Place): Part[] {
  switch (block.kind) {
    case 'heading': {
      const text = fit(markdownPieces(block.text), MAX_HEADING);
      return text === '' ? [] : [{ kind: 'text', text: `**${text}**`, gap: '\n\n' }];
    }
    case 'text':
      return texts(chunks(markdownPieces(block.text), MAX_TEXT), underHeading ? '\n' : '\n\n');
    case 'list':
      return texts(list(block.items.map((item) => oneLine(markdown(item, MAX_LIST_ITEM)))), '\n');
    case 'note':
      return texts([smallPrint(markdown(block.text, MAX_NOTE))], '\n');
    case 'fields':
      return textFollows ? [fieldLine(block.fields)] : fieldParts(block.fields);
    case 'volume':
      return [picture(block.volume, tone)];
    case 'buttons':
      return rowParts(buttonRows(block.buttons, taken));
    case 'menu':
      return rowParts(menuRow(block.placeholder, block.choices, taken));
    default:
      return block satisfies never;
  }
}

function rowParts(rows: readonly Row[]): Part[] {
  return rows.map((row) => ({ kind: 'row', row }));
}

function picture(volume: Volume, tone: Tone | undefined): Part {
  const about = legend(volume);
  return {
    kind: 'image',
    text: `\`${sparkline(volume.counts, SPARKLINE_WIDTH)}\` ${escapeMarkdown(about)}`,
    png: drawVolume(volume, tone),
    alt: about.slice(0, MAX_ALT_TEXT),
  };
}

function texts(lines: readonly string[], gap: '\n' | '\n\n'): Part[] {
  return lines.filter((text) => text !== '').map((text) => ({ kind: 'text', text, gap }));
}

/** List items joined to parts that fit an embed, so that a list breaks between items. */
function list(items: readonly string[]): string[] {
  const lines = items.filter((item) => item !== '').map((item) => `- ${item}\n`);
  return chunks(lines, MAX_TEXT);
}

function smallPrint(text: string): string {
  return text === ''
    ? ''
    : text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `-# ${line}`)
        .join('\n');
}

/** Fields as one paragraph, "**Phase** breaking · **Items** 42". */
function fieldLine(fields: readonly Field[]): Part {
  const shown = fields.flatMap(({ label, value }) => {
    const text = oneLine(markdown(value, MAX_FIELD_IN_LINE));
    const name = fit(markdownPieces(plainLine(label, MAX_FIELD_NAME)), MAX_FIELD_NAME);
    return text === '' ? [] : [name === '' ? text : `**${name}** ${text}`];
  });
  return {
    kind: 'text',
    text: fit(
      shown.map((each, index) => (index === 0 ? each : ` · ${each}`)),
      MAX_TEXT,
    ),
    gap: '\n\n',
  };
}

function fieldParts(fields: readonly Field[]): Part[] {
  const shown = fields.map(({ label, value }): APIEmbedField => {
    const text = markdown(value, MAX_FIELD_VALUE);
    return {
      name: fit(markdownPieces(plainLine(label, MAX_FIELD_NAME)), MAX_FIELD_NAME) || NOTHING,
      value: text === '' ? NOTHING : text,
      inline: plainText(value).length <= MAX_INLINE_VALUE,
    };
  });
  const parts: Part[] = [];
  for (const field of shown) {
    const last = parts.at(-1);
    // Four full fields are near what one message may hold in all, so long values start a part of their own.
    if (
      last?.kind === 'fields' &&
      last.fields.length < MAX_FIELDS &&
      weight(last.fields) + weight([field]) <= MAX_DESCRIPTION
    ) {
      parts[parts.length - 1] = { kind: 'fields', fields: [...last.fields, field] };
    } else {
      parts.push({ kind: 'fields', fields: [field] });
    }
  }
  return parts;
}

/** Units that fields count towards a message's total. */
export function weight(fields: readonly APIEmbedField[]): number {
  return fields.reduce((sum, field) => sum + field.name.length + field.value.length, 0);
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
