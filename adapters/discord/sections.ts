import type { Block, Message } from '../../src/messages/message.ts';
import { partsOf, type Part } from './parts.ts';

/** Parts that should stay in one message: a heading and what follows, or a text and its own buttons. */
export type Section = readonly Part[];

/**
 * Cuts a message into sections: at its headings, and after buttons that text follows. Discord shows all buttons of a
 * message below all its text, so where several texts have buttons of their own both are numbered alike.
 */
export function sectionsOf(message: Message): Section[] {
  const lastText = message.blocks.findLastIndex(({ kind }) => kind !== 'fields' && !isControl(kind));
  const groups = groupsOf(message.blocks);
  const withControls = groups.filter((group) => group.some(({ block }) => isControl(block.kind)));
  const taken = new Set<string>();
  return groups
    .map((group) => {
      const number = withControls.length > 1 ? withControls.indexOf(group) + 1 : 0;
      const parts = group.flatMap(({ block, index }) =>
        partsOf(number > 0 ? numberedBlock(block, number) : block, {
          tone: message.tone,
          underHeading: message.blocks[index - 1]?.kind === 'heading',
          textFollows: index < lastText,
          taken,
        }),
      );
      return number > 0 ? numberedParts(parts, number) : parts;
    })
    .filter((section) => section.length > 0);
}

interface Placed {
  readonly block: Block;
  readonly index: number;
}

const isControl = (kind: Block['kind']): boolean => kind === 'buttons' || kind === 'menu';

function groupsOf(blocks: readonly Block[]): Placed[][] {
  const groups: Placed[][] = [];
  for (const [index, block] of blocks.entries()) {
    const before = blocks[index - 1]?.kind;
    const starts =
      block.kind === 'heading' || (before !== undefined && isControl(before) && !isControl(block.kind));
    if (starts || groups.length === 0) groups.push([]);
    groups.at(-1)?.push({ block, index });
  }
  return groups;
}

function numberedBlock(block: Block, number: number): Block {
  if (block.kind === 'menu') return { ...block, placeholder: `${number} · ${block.placeholder}` };
  if (block.kind !== 'buttons') return block;
  return {
    ...block,
    buttons: block.buttons.map((button) => ({ ...button, label: `${number} · ${button.label}` })),
  };
}

/** Puts the number before the first text that is read. */
function numberedParts(parts: readonly Part[], number: number): Part[] {
  const first = parts.findIndex(({ kind }) => kind === 'text');
  return parts.map((part, index) => {
    if (index !== first || part.kind !== 'text') return part;
    const [, bullet = '', text = ''] = /^(- )?(.*)$/su.exec(part.text) ?? [];
    return { ...part, text: `${bullet}\`${number}\` ${text}` };
  });
}
