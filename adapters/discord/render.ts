import type { APIEmbed } from 'discord.js';
import type { Message, Tone } from '../../src/messages/message.ts';
import type { Row } from './components.ts';
import { MAX_DESCRIPTION, MAX_EMBEDS, MAX_EMBED_TOTAL, MAX_FIELDS, MAX_ROWS, MAX_TITLE } from './limits.ts';
import { fit, markdownPieces, safeLink } from './markdown.ts';
import { weight, type Part } from './parts.ts';
import { sectionsOf, type Section } from './sections.ts';

/** One message in Discord's own words, ready to be posted. */
export interface MessagePayload {
  readonly body: MessageBody;
  readonly files: readonly PayloadFile[];
}

export interface MessageBody {
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  readonly components: readonly Row[];
  /** Nobody is ever pinged, whatever a text holds. */
  readonly allowed_mentions: { readonly parse: readonly never[] };
  readonly attachments: readonly {
    readonly id: string;
    readonly filename: string;
    readonly description: string;
  }[];
}

export interface PayloadFile {
  readonly name: string;
  readonly data: Buffer;
  readonly contentType: string;
}

export const NO_MENTIONS = { parse: [] } as const;
const NOTHING = '…';

export const TONE_COLOURS: Readonly<Record<Tone, number>> = {
  breaking: 0xe5484d,
  developing: 0xf5a524,
  calm: 0x3e63dd,
  closed: 0x8b8d98,
  warning: 0xffc53d,
};

/** Shows a message on Discord: one payload, or several when it is longer than Discord takes, parted between blocks. */
export function renderDiscord(message: Message): MessagePayload[] {
  const title = fit(markdownPieces((message.title ?? '').replace(/\s+/gu, ' ')), MAX_TITLE);
  const url = safeLink(message.titleLink);
  const colour = message.tone === undefined ? {} : { color: TONE_COLOURS[message.tone] };
  const head = title === '' ? {} : { title, ...(url === undefined ? {} : { url }) };

  const packed = [startPage({ ...head, ...colour })];
  for (const section of sectionsOf(message)) {
    const page = packed.at(-1);
    if (page && breaksBefore(page, section)) packed.push(startPage(colour));
    place(section, packed, colour);
  }
  return packed.map(finish);
}

/**
 * Shows a message as a single payload, for edits in place: what does not fit is left out from the end, buttons stay.
 */
export function renderDiscordOnce(message: Message): MessagePayload {
  const pages = renderDiscord(message);
  const [first, ...rest] = pages;
  if (!first) throw new Error('a message renders to at least one payload');
  const components = [first, ...rest].flatMap(({ body }) => body.components).slice(-MAX_ROWS);
  return { ...first, body: { ...first.body, components } };
}

/** A payload while it is filled. */
interface Page {
  size: number;
  embeds: APIEmbed[];
  rows: Row[];
  files: { name: string; data: Buffer; alt: string }[];
}

function startPage(first: APIEmbed): Page {
  return { size: first.title?.length ?? 0, embeds: [{ ...first }], rows: [], files: [] };
}

/** Whether a section would be torn apart on this page and whole on the next. */
function breaksBefore(page: Page, section: Section): boolean {
  const size = section.reduce((sum, part) => sum + partSize(part), 0);
  const rows = section.filter(({ kind }) => kind === 'row').length;
  const tooLong = page.size > 0 && page.size + size > MAX_EMBED_TOTAL && size <= MAX_EMBED_TOTAL;
  const tooManyRows = page.rows.length > 0 && page.rows.length + rows > MAX_ROWS && rows <= MAX_ROWS;
  return tooLong || tooManyRows;
}

function place(section: Section, pages: Page[], colour: APIEmbed): void {
  for (const part of section) {
    let page = pages.at(-1);
    if (!page || !hasRoom(page, part)) {
      page = startPage(colour);
      pages.push(page);
    }
    if (part.kind === 'row') page.rows.push(part.row);
    else fill(page, part, colour);
    page.size += partSize(part);
  }
}

function hasRoom(page: Page, part: Part): boolean {
  if (part.kind === 'row') return page.rows.length < MAX_ROWS;
  const embed = page.embeds.at(-1);
  if (page.size + partSize(part) > MAX_EMBED_TOTAL) return false;
  return page.embeds.length < MAX_EMBEDS || (embed !== undefined && takes(embed, part));
}

/** Whether a part can go on in an embed and still be read in order: Discord shows text, then fields, then the image. */
function takes(embed: APIEmbed, part: Part): boolean {
  if (part.kind === 'row') return true;
  if (part.kind === 'fields') {
    const fields = [...(embed.fields ?? []), ...part.fields];
    return embed.image === undefined && fields.length <= MAX_FIELDS;
  }
  if (part.kind === 'image' && embed.image) return false;
  if (embed.fields) return false;
  return (
    (embed.description?.length ?? 0) + part.text.length + 2 <= MAX_DESCRIPTION ||
    embed.description === undefined
  );
}

function fill(page: Page, part: Exclude<Part, { kind: 'row' }>, colour: APIEmbed): void {
  let embed = page.embeds.at(-1);
  if (!embed || !takes(embed, part)) {
    embed = { ...colour };
    page.embeds.push(embed);
  }
  if (part.kind === 'fields') {
    embed.fields = [...(embed.fields ?? []), ...part.fields];
    return;
  }
  const gap = part.kind === 'text' ? part.gap : '\n';
  embed.description = embed.description === undefined ? part.text : `${embed.description}${gap}${part.text}`;
  if (part.kind === 'image') {
    const name = `volume-${page.files.length + 1}.png`;
    embed.image = { url: `attachment://${name}` };
    page.files.push({ name, data: part.png, alt: part.alt });
  }
}

/** Units a part adds to the message's total, with its gap. */
function partSize(part: Part): number {
  if (part.kind === 'row') return 0;
  return part.kind === 'fields' ? weight(part.fields) : part.text.length + 2;
}

function finish(page: Page): MessagePayload {
  const embeds = page.embeds.filter((embed) => embed.title ?? embed.description ?? embed.fields);
  return {
    body: {
      // Buttons alone are an empty message to Discord.
      content: embeds.length === 0 ? NOTHING : '',
      embeds,
      components: page.rows,
      allowed_mentions: NO_MENTIONS,
      attachments: page.files.map(({ name, alt }, id) => ({
        id: String(id),
        filename: name,
        description: alt,
      })),
    },
    files: page.files.map(({ name, data }) => ({ name, data, contentType: 'image/png' })),
  };
}
