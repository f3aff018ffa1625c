import type { types } from '@slack/bolt';
import { MAX_BLOCKS, MAX_MESSAGE } from './limits.ts';

type Blocks = readonly types.KnownBlock[];

/**
 * Blocks as messages within Slack's limits. What belongs together stays together: a heading with what it heads, a
 * paragraph with its list, note and buttons. Only a unit too long for one message breaks between its blocks.
 */
export function splitBlocks(blocks: Blocks): types.KnownBlock[][] {
  const out: types.KnownBlock[][] = [];
  for (const unit of units(blocks)) {
    const last = out.at(-1);
    if (last && fits([...last, ...unit])) last.push(...unit);
    else out.push(...pack(unit));
  }
  return out;
}

/** Blocks from one paragraph to the next, titles and headings with the one that follows them. */
function units(blocks: Blocks): types.KnownBlock[][] {
  const out: types.KnownBlock[][] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (last && (last.every(leads) || !(leads(block) || isParagraph(block)))) last.push(block);
    else out.push([block]);
  }
  return out;
}

/** One unit as few messages as it takes. */
function pack(blocks: Blocks): types.KnownBlock[][] {
  const out: types.KnownBlock[][] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (last && fits([...last, block])) last.push(block);
    else out.push([block]);
  }
  return out;
}

const fits = (blocks: Blocks): boolean => blocks.length <= MAX_BLOCKS && weight(blocks) <= MAX_MESSAGE;

const isParagraph = (block: types.KnownBlock): boolean =>
  block.type === 'rich_text' && block.elements[0]?.type === 'rich_text_section';

/** A title, or a heading: a paragraph all in bold. */
function leads(block: types.KnownBlock): boolean {
  if (block.type === 'header') return true;
  if (block.type !== 'rich_text') return false;
  const [section, ...others] = block.elements;
  if (others.length > 0 || section?.type !== 'rich_text_section') return false;
  return section.elements.every((piece) => piece.type === 'text' && piece.style?.bold === true);
}

/** All strings of a value together, names of types aside: nobody outside knows what Slack counts. */
function weight(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + weight(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, each]) => sum + (key === 'type' ? 0 : weight(each)), 0);
}
