import type { Message } from 'discord.js';

/** The first web address in a message: in its text, else in what Discord shows under it. */
export function linkIn({ content, embeds }: Pick<Message, 'content' | 'embeds'>): string | undefined {
  // `<…>` hides the preview, `[text](…)` and a full stop end an address; none of them belongs to it.
  const typed = content.match(/https?:\/\/[^\s<>]+/giu) ?? [];
  const shown = embeds.flatMap(({ url }) => url ?? []);
  return [...typed.map(trimmed), ...shown].find((link) => URL.canParse(link));
}

function trimmed(link: string): string {
  const end = link.replace(/[.,;:!?'"*_|`]+$/u, '');
  return end.endsWith(')') && !end.includes('(') ? trimmed(end.slice(0, -1)) : end;
}
