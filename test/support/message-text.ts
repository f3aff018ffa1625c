import { plainText, type Block, type Button, type Message } from '../../src/messages/message.ts';

/** A message as a person reads it, one line a block, without its buttons. */
export function textOf(message: Message): string {
  return [message.title, ...message.blocks.map(blockText)].filter(Boolean).join('\n');
}

function blockText(block: Block): string {
  if (block.kind === 'list') return block.items.map(plainText).join('\n');
  if (block.kind === 'fields')
    return block.fields.map(({ label, value }) => `${label}: ${plainText(value)}`).join('\n');
  if (block.kind === 'text' || block.kind === 'note' || block.kind === 'heading')
    return plainText(block.text);
  return '';
}

/** What a message offers to press or to choose. */
export function buttonsOf(message: Message): readonly Button[] {
  return message.blocks.flatMap((block) => {
    if (block.kind === 'buttons') return block.buttons;
    return block.kind === 'menu' ? block.choices : [];
  });
}
