import type { types } from '@slack/bolt';
import { MAX_BLOCKS, MAX_MESSAGE } from './limits.ts';

type Blocks = readonly types.KnownBlock[];

/**
 * Blocks as messages within Slack's limits. Breaks before a heading where it can, so that a story stays whole;
 * a story too long for one message breaks between its blocks, and no heading stays behind alone.
 */
export function splitBlocks(blocks: Blocks): types.KnownBlock[][] {
  const out: types.KnownBlock[][] = [];
  for (const group of sections(blocks)) {
    const last = out.at(-1);
    if (last && fits([...last, ...group])) last.push(...group);
    else out.push(...pack(group));
  }
  return out;
}

/** Blocks from one heading to the next. */
function sections(blocks: Blocks): types.KnownBlock[][] {
  const out: types.KnownBlock[][] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    // The title is not parted from what follows it.
    if (last && (!isHeading(block) || last.every(isHeading) || last[0]?.type === 'header')) last.push(block);
    else out.push([block]);
  }
  return out;
}

/** One section as few messages as it takes. */
function pack(blocks: Blocks): types.KnownBlock[][] {
  const out: types.KnownBlock[][] = [];
  let current: types.KnownBlock[] = [];
  for (const block of blocks) {
    if (current.length > 0 && !fits([...current, block])) {
      const heading = current.at(-1);
      const orphan = current.length > 1 && heading && isHeading(heading) ? current.splice(-1) : [];
      out.push(current);
      current = orphan;
    }
    current.push(block);
  }
  return [...out, current];
}

const fits = (blocks: Blocks): boolean => blocks.length <= MAX_BLOCKS && weight(blocks) <= MAX_MESSAGE;

/** A paragraph all in bold is how a heading is written. */
function isHeading(block: types.KnownBlock): boolean {
  if (block.type !== 'rich_text') return false;
  const [section, ...others] = block.elements;
  if (others.length > 0 || section?.type !== 'rich_text_section') return false;
  return section.elements.every((piece) => piece.type === 'text' && piece.style?.bold === true);
}

/** All strings of a value together, names of types aside: nobody outside knows what Slack counts. */
export function weight(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + weight(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [key, each]) => sum + (key === 'type' ? 0 : weight(each)), 0);
}
