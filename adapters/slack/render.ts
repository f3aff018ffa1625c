import type { types } from '@slack/bolt';
import type { Block, Field, Message, Tone, Volume } from '../../src/messages/message.ts';
import { plainText } from '../../src/messages/message.ts';
import { buttonRows, menu } from './controls.ts';
import { MAX_ALT_TEXT, MAX_FALLBACK, MAX_FIELD, MAX_FIELDS, MAX_HEADER, MAX_TEXT } from './limits.ts';
import { escapeEntities, mrkdwn } from './mrkdwn.ts';
import { batches, rows } from './batches.ts';
import { bullets, paragraph } from './rich-text.ts';
import { legend, sparkline } from '../../src/messages/sparkline.ts';
import { splitBlocks } from './split.ts';
import { cleanLine, cut, safeLink } from './text.ts';

export interface SlackMessage {
  /** For notifications and screen readers. */
  readonly text: string;
  readonly blocks: readonly types.KnownBlock[];
}

export interface RenderOptions {
  /** `/command action` that the message answers, so that its buttons can turn the page in place. */
  readonly origin?: string | undefined;
  /** Public address of a picture of the volume, when there is one. Slack fetches it and refuses the message if it can't. */
  readonly volumeImage?: ((volume: Volume) => string | undefined) | undefined;
}

const MARKS: Readonly<Record<Tone, string>> = {
  breaking: '🔴',
  developing: '🟠',
  calm: '🟢',
  closed: '⚫',
  warning: '⚠️',
};

/** As wide as fits on a phone without a line break. */
const MAX_BARS = 30;
const EMPTY = '–';
const LONGEST_LABEL = 100;

/** A message as Slack takes it: several when it has to be split, broken before headings where possible. */
export function renderSlack(message: Message, options: RenderOptions = {}): SlackMessage[] {
  const blocks = [
    ...titleBlocks(message),
    ...message.blocks.flatMap((block, at) => toBlocks(block, at, options)),
  ];
  const marked = message.title === undefined ? markFirst(blocks, message.tone) : blocks;
  const said = marked.length > 0 ? marked : paragraph('…');
  const texts = fallback(message);
  return splitBlocks(said).map((part, index, all) => ({
    text: all.length > 1 ? `${texts} (${index + 1}/${all.length})` : texts,
    blocks: part,
  }));
}

function titleBlocks({ title, titleLink, tone }: Message): types.KnownBlock[] {
  const text = title === undefined ? '' : cleanLine(title);
  if (text === '') return [];
  const mark = tone ? `${MARKS[tone]} ` : '';
  const link = safeLink(titleLink);
  if (link !== undefined) return paragraph([mark, { text: cut(text, MAX_HEADER), bold: true, link }]);
  return [{ type: 'header', text: { type: 'plain_text', text: cut(`${mark}${text}`, MAX_HEADER) } }];
}

/** Without a title the tone's mark stands before the first words. */
function markFirst(blocks: types.KnownBlock[], tone: Tone | undefined): types.KnownBlock[] {
  const [first, ...rest] = blocks;
  if (tone === undefined || first?.type !== 'rich_text') return blocks;
  const [section, ...others] = first.elements;
  if (section?.type !== 'rich_text_section') return blocks;
  const marked = {
    ...section,
    elements: [{ type: 'text' as const, text: `${MARKS[tone]} ` }, ...section.elements],
  };
  return [{ ...first, elements: [marked, ...others] }, ...rest];
}

function toBlocks(block: Block, at: number, options: RenderOptions): types.KnownBlock[] {
  switch (block.kind) {
    case 'heading':
      return paragraph([{ text: cut(cleanLine(block.text), MAX_HEADER), bold: true }]);
    case 'text':
      return paragraph(block.text);
    case 'list':
      return bullets(block.items);
    case 'fields':
      return fieldSections(block.fields);
    case 'volume':
      return [volumeBlock(block.volume, options)];
    case 'buttons':
      return buttonRows(block.buttons, at, options.origin);
    case 'menu':
      return menu(block.placeholder, block.choices, at, options.origin);
    case 'note':
      break;
  }
  const note = mrkdwn(block.text, MAX_TEXT);
  return note.trim() === '' ? [] : [{ type: 'context', elements: [verbatim(note)] }];
}

/** Without `verbatim` Slack would still turn bare addresses, channel names and user names into links. */
const verbatim = (text: string): types.MrkdwnElement => ({ type: 'mrkdwn', text, verbatim: true });

function fieldSections(fields: readonly Field[]): types.KnownBlock[] {
  const texts = fields.map(({ label, value }) => {
    const name = mrkdwn(cut(cleanLine(label), LONGEST_LABEL), MAX_FIELD).trim() || EMPTY;
    const said = mrkdwn(value, MAX_FIELD - 5 * LONGEST_LABEL - 3).trim() || EMPTY;
    return verbatim(`*${name}*\n${said}`);
  });
  return batches(texts, (field) => field.text.length)
    .flatMap((batch) => rows(batch, MAX_FIELDS))
    .map((row) => ({ type: 'section', fields: row }));
}

function volumeBlock(volume: Volume, { volumeImage }: RenderOptions): types.KnownBlock {
  const caption = legend(volume);
  const image = safeLink(volumeImage?.(volume));
  if (image !== undefined) return { type: 'image', image_url: image, alt_text: cut(caption, MAX_ALT_TEXT) };
  return {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: sparkline(volume.counts, MAX_BARS) || EMPTY, style: { code: true } },
          { type: 'text', text: `  ${caption}` },
        ],
      },
    ],
  };
}

/** One line for the notification. Slack reads markup in it, so it is escaped like mrkdwn. */
function fallback({ title, tone, blocks }: Message): string {
  const words = blocks.flatMap((block) => {
    if (block.kind === 'text' || block.kind === 'note') return [plainText(block.text)];
    if (block.kind === 'heading') return [block.text];
    return block.kind === 'list' ? block.items.map(plainText) : [];
  });
  const line = [title ?? '', ...words]
    .map(cleanLine)
    .filter((each) => each !== '')
    .join(' · ');
  const text = cut(line === '' ? 'Storywatch' : line, MAX_FALLBACK);
  return escapeEntities(tone ? `${MARKS[tone]} ${text}` : text);
}
