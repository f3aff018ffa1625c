import type { Story } from '../stories/story.ts';
import { itemTime, publisher, type Update } from '../stories/assignment.ts';
import type { Fold } from '../stories/fold.ts';
import type { Message, RichText, Span, Tone } from './message.ts';
import type { Phase } from '../stories/phase.ts';

/** Updates that one alert spells out; the rest are counted. */
const SHOWN = 5;
const LEAD_CHARACTERS = 220;

const TONES: Readonly<Record<Phase, Tone>> = {
  breaking: 'breaking',
  developing: 'developing',
  sustained: 'developing',
  fading: 'calm',
  closed: 'closed',
};

export const toneOf = (phase: Phase): Tone => TONES[phase];

/** Tells a channel that a story moved: what is new, who says it, and why it is there. */
export function updateMessage(story: Story, news: readonly Fold[], rose: boolean): Message {
  const [latest] = news;
  const more = news.length - SHOWN;
  return {
    title: story.title,
    tone: toneOf(story.phase),
    blocks: [
      ...(rose ? [{ kind: 'text', text: [{ text: `Now ${story.phase}.`, bold: true }] } as const] : []),
      { kind: 'list', items: news.slice(0, SHOWN).map(updateLine) },
      ...(latest && news.length === 1 && latest.first.item.text !== ''
        ? [{ kind: 'text', text: shorten(latest.first.item.text, LEAD_CHARACTERS) } as const]
        : []),
      ...(more > 0 ? [{ kind: 'note', text: `and ${more} more` } as const] : []),
      {
        kind: 'buttons',
        buttons: [
          { label: 'Story', command: `/story ${story.slug}` },
          { label: 'Why', command: `/stories why ${story.slug}` },
        ],
      },
    ],
  };
}

/** Tells a channel, outside the thread, that a story rose to a livelier phase. */
export function phaseMessage(story: Story, newest: Fold): Message {
  return {
    title: `${story.title} is ${story.phase}`,
    tone: toneOf(story.phase),
    blocks: [
      { kind: 'text', text: updateLine(newest) },
      { kind: 'buttons', buttons: [{ label: 'Story', command: `/story ${story.slug}` }] },
    ],
  };
}

/** One report: its headline as a link, who published it when, and how many said the same. */
export function updateLine(fold: Fold): RichText {
  const { first, copies } = fold;
  return [
    headline(first),
    { text: `  ${publisher(first)}`, italic: true },
    ', ',
    timeSpan(itemTime(first.item)),
    ...copyCount(copies),
  ];
}

export function headline({ item }: Pick<Update, 'item'>): Span {
  const text = item.title === '' ? '(no title)' : item.title;
  return item.link === null ? text : { text, link: item.link };
}

/** Who published a report, linked to it. */
export function sourceSpan(update: Update): Span {
  const { link } = update.item;
  return { text: publisher(update), italic: true, ...(link !== null && { link }) };
}

function copyCount(copies: readonly Update[]): Span[] {
  if (copies.length === 0) return [];
  return [{ text: `  +${copies.length} more`, italic: true }];
}

/** A time that platforms show in the reader's zone; elsewhere in UTC. */
export const timeSpan = (time: Date): Span => ({
  text: `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  time,
});

/** Cuts at a word, where one ends near the limit, and marks the cut. */
export function shorten(text: string, characters: number): string {
  if (text.length <= characters) return text;
  // Half of a character may be left at the end.
  const cut = text.slice(0, characters).replace(/\p{Cs}$/u, '');
  const word = cut.lastIndexOf(' ');
  return `${word > characters * 0.6 ? cut.slice(0, word) : cut}…`;
}
