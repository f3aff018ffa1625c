import type { MessageShortcut } from '@slack/bolt';
import { MAX_PRIVATE_METADATA } from './limits.ts';
import { typedText } from './line.ts';
import { safeLink } from './text.ts';

/** Room for the links beside what else a modal remembers (a response_url has about 100 characters). */
const ROOM = MAX_PRIVATE_METADATA - 1_000;

/** The web addresses in a message and in the previews below it, each once, as many as a modal can remember. */
export function linksIn(message: MessageShortcut['message']): string[] {
  const inText = Array.from(
    (message.text ?? '').matchAll(/<(https?:\/\/[^|>\s]+)(?:\|[^>]*)?>/gu),
    ([, url]) => typedText(url ?? ''),
  );
  const attachments: unknown = message.attachments;
  const inPreviews = Array.isArray(attachments) ? attachments.flatMap(previewLinks) : [];
  const links = [...inText, ...inPreviews].map(safeLink).filter((link) => link !== undefined);
  let used = 0;
  return [...new Set(links)].filter((link) => (used += link.length + 3) <= ROOM);
}

function previewLinks(attachment: unknown): string[] {
  if (typeof attachment !== 'object' || attachment === null) return [];
  const fields = ['from_url', 'original_url', 'title_link'] as const;
  const found = new Map(Object.entries(attachment));
  return fields.flatMap((field) => {
    const value: unknown = found.get(field);
    return typeof value === 'string' ? [value] : [];
  });
}
