import { itemTime, publisher, type Update } from '../stories/assignment.ts';
import type { Story } from '../stories/story.ts';
import { itemRef, shortRef, verdictNote } from './lists.ts';
import type { Block, Message } from './message.ts';
import { headline, timeSpan } from './update.ts';

const SHOWN = 5;

/** Stories that nothing speaks for are no choice. */
const NEAR = 0.01;

type Stories = ReadonlyMap<string, Story>;

/** The latest reports of a story, each with buttons to say that it is right, wrong or of another story. */
export function correctMessage(story: Story, updates: readonly Update[], stories: Stories): Message {
  return {
    title: `${story.title}: correct`,
    blocks:
      updates.length === 0
        ? [{ kind: 'text', text: 'No report has arrived yet.' }]
        : updates
            .slice(0, SHOWN)
            .flatMap((update) => [reportLine(update), decision(update, story, stories, ['Right', 'Wrong'])]),
  };
}

/** What the classifier was not sure of, with what it was torn between. */
export function reviewMessage(suggestions: readonly Update[], stories: Stories): Message {
  if (suggestions.length === 0) return { blocks: [{ kind: 'text', text: 'Nothing waits for a decision.' }] };
  const more = suggestions.length - SHOWN;
  return {
    title: 'Which story is it?',
    blocks: [
      ...suggestions.slice(0, SHOWN).flatMap((update): Block[] => {
        const story = stories.get(update.assignment.storyId);
        if (!story) return [];
        return [
          reportLine(update),
          { kind: 'list', items: update.assignment.reasons.slice(0, 3).map((reason) => reason.text) },
          {
            kind: 'note',
            text: `${story.title}? ${verdictNote(update, (id) => stories.get(id)?.title ?? 'another story')}`,
          },
          decision(update, story, stories, ['Yes', 'No']),
        ];
      }),
      ...(more > 0 ? [{ kind: 'note', text: `and ${more} more` } as const] : []),
    ],
  };
}

function reportLine(update: Update): Block {
  const { item } = update;
  return {
    kind: 'text',
    text: [
      headline(update),
      { text: `  ${publisher(update)}`, italic: true },
      ', ',
      timeSpan(itemTime(item)),
      '  ',
      itemRef(item.id),
    ],
  };
}

/** The same for a report that joined and for one that was not sure: this story, the next two, any other, a new one. */
function decision(
  { item, assignment }: Update,
  story: Story,
  stories: Stories,
  [right, wrong]: readonly [string, string],
): Block {
  const ref = shortRef(item.id);
  const { runnerUpId, runnerUpScore, thirdId } = assignment;
  const near = (runnerUpScore ?? 0) >= NEAR ? [runnerUpId, thirdId] : [];
  const others = near.flatMap((id) => stories.get(id ?? '') ?? []).filter((other) => other.id !== story.id);
  return {
    kind: 'buttons',
    buttons: [
      { label: right, command: `/stories confirm ${ref} ${story.slug}`, style: 'primary' },
      { label: wrong, command: `/stories wrong ${ref} ${story.slug}`, style: 'danger' },
      ...others.map((other) => ({
        label: `→ ${shortTitle(other.title)}`,
        command: `/stories move ${ref} ${other.slug}`,
      })),
      { label: 'Move', command: `/stories move ${ref} …` },
      { label: 'New story', command: `/stories start ${story.topic} ${ref}` },
    ],
  };
}

const BUTTON_TITLE = 40;
const shortTitle = (title: string): string =>
  title.length > BUTTON_TITLE ? `${title.slice(0, BUTTON_TITLE - 1)}…` : title;
