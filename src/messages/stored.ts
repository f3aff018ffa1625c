import type { Block, Message, RichText } from './message.ts';

/**
 * A message as it comes back from JSON, where moments are ISO texts, with its dates as dates again. Stores call it on
 * what they read. A moment that can't be read is left out; the span's own text stands for it.
 */
export function storedMessage(json: Message): Message {
  return { ...json, blocks: json.blocks.map(revivedBlock) };
}

function revivedBlock(block: Block): Block {
  switch (block.kind) {
    case 'volume':
      return { ...block, volume: { ...block.volume, endsAt: new Date(block.volume.endsAt) } };
    case 'text':
    case 'note':
      return { ...block, text: revivedText(block.text) };
    case 'list':
      return { ...block, items: block.items.map(revivedText) };
    case 'fields':
      return {
        ...block,
        fields: block.fields.map((field) => ({ ...field, value: revivedText(field.value) })),
      };
    case 'heading':
    case 'buttons':
    case 'menu':
      return block;
    default:
      return block satisfies never;
  }
}

function revivedText(text: RichText): RichText {
  if (typeof text === 'string') return text;
  return text.map((span) => {
    if (typeof span === 'string' || span.time === undefined) return span;
    const { time, ...rest } = span;
    const at = new Date(time);
    return Number.isNaN(at.getTime()) ? rest : { ...rest, time: at };
  });
}
