import { z } from 'zod';

// What Slack accepts as blocks, for the kinds this product sends: every field known, every limit of its pages.
// Written from docs.slack.dev/reference/block-kit, apart from the renderer and its constants.

const plain = (max: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
const text = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);
const id = z.string().min(1).max(255).optional();
const webAddress = z
  .string()
  .max(3000)
  .regex(/^https?:\/\/[^\s<>]+$/u);

const style = z
  .strictObject({ bold: z.boolean(), italic: z.boolean(), strike: z.boolean(), code: z.boolean() })
  .partial()
  .optional();
const richPiece = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style }),
  z.strictObject({ type: z.literal('link'), url: webAddress, text: z.string().min(1).optional(), style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: z.string().regex(/\{\w+\}/u),
    url: webAddress.optional(),
    fallback: z.string().min(1).optional(),
    style,
  }),
]);
const richSection = z.strictObject({
  type: z.literal('rich_text_section'),
  elements: z.array(richPiece).min(1),
});
const richText = z.strictObject({
  type: z.literal('rich_text'),
  block_id: id,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        richSection,
        z.strictObject({
          type: z.literal('rich_text_preformatted'),
          elements: z.array(richPiece).min(1),
          border: z.union([z.literal(0), z.literal(1)]).optional(),
          language: z.string().optional(),
        }),
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          elements: z.array(richSection).min(1),
          indent: z.int().min(0).max(8).optional(),
        }),
      ]),
    )
    .min(1),
});

const option = z.strictObject({ text: plain(75), value: z.string().min(1).max(75) });
const button = z.strictObject({
  type: z.literal('button'),
  action_id: id,
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: webAddress.optional(),
  style: z.enum(['primary', 'danger']).optional(),
});
const staticSelect = z.strictObject({
  type: z.literal('static_select'),
  action_id: id,
  placeholder: plain(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
});
const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  action_id: id,
  placeholder: plain(150).optional(),
  min_query_length: z.int().min(0).optional(),
});
const textInput = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: id,
  placeholder: plain(150).optional(),
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
});

const header = z.strictObject({ type: z.literal('header'), block_id: id, text: plain(150) });
const divider = z.strictObject({ type: z.literal('divider'), block_id: id });
const image = z.strictObject({
  type: z.literal('image'),
  block_id: id,
  image_url: webAddress,
  alt_text: z.string().min(1).max(2000),
  title: plain(2000).optional(),
});
const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: id,
    text: text(3000).optional(),
    fields: z.array(text(2000)).min(1).max(10).optional(),
  })
  .refine(
    ({ text: said, fields }) => said !== undefined || fields !== undefined,
    'a section needs text or fields',
  );
const context = z.strictObject({
  type: z.literal('context'),
  block_id: id,
  elements: z.array(text(3000)).min(1).max(10),
});
const actions = z
  .strictObject({
    type: z.literal('actions'),
    block_id: id,
    elements: z
      .array(z.discriminatedUnion('type', [button, staticSelect, externalSelect]))
      .min(1)
      .max(25),
  })
  .refine(({ elements }) => distinct(elements.map((each) => each.action_id)), 'action_id twice in a block');
const input = z.strictObject({
  type: z.literal('input'),
  block_id: id,
  label: plain(2000),
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
  element: z.discriminatedUnion('type', [textInput, staticSelect, externalSelect]),
});

const messageBlock = z.discriminatedUnion('type', [
  header,
  divider,
  image,
  section,
  context,
  actions,
  richText,
]);
const modalBlock = z.discriminatedUnion('type', [
  header,
  divider,
  section,
  context,
  actions,
  richText,
  input,
]);

const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;
const distinctBlocks = (blocks: readonly { block_id?: string | undefined }[]): boolean =>
  distinct(blocks.flatMap(({ block_id }) => (block_id === undefined ? [] : [block_id])));

const messageBlocks = z
  .array(messageBlock)
  .min(1)
  .max(50)
  .refine(distinctBlocks, 'block_id twice in a message');

const modal = z.strictObject({
  type: z.literal('modal'),
  callback_id: z.string().min(1).max(255),
  title: plain(24),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  private_metadata: z.string().max(3000).optional(),
  blocks: z.array(modalBlock).min(1).max(100).refine(distinctBlocks, 'block_id twice in a view'),
});

/** Near where Slack starts to answer `msg_blocks_too_long`. */
const MESSAGE_LIMIT = 12_000;

/** What Slack would refuse about a message's blocks; empty when nothing. */
export function blockProblems(blocks: unknown): string[] {
  const parsed = messageBlocks.safeParse(blocks);
  const problems = parsed.success ? [] : [z.prettifyError(parsed.error)];
  return JSON.stringify(strings(blocks)).length > MESSAGE_LIMIT
    ? [...problems, 'msg_blocks_too_long']
    : problems;
}

/** What Slack would refuse about a modal; empty when nothing. */
export function viewProblems(view: unknown): string[] {
  const parsed = modal.safeParse(view);
  return parsed.success ? [] : [z.prettifyError(parsed.error)];
}

/** All strings a person reads in blocks, in order, joined by spaces; urls and ids left out. */
export function readable(blocks: unknown): string {
  return strings(blocks).join(' ');
}

function strings(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(strings);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (typeof each === 'string') return ['text', 'alt_text', 'fallback'].includes(key) ? [each] : [];
    return strings(each);
  });
}
