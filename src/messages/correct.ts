import { itemTime, publisher, type Update } from '../stories/assignment.ts';
import type { Story } from '../stories/story.ts';
import { itemRef, shortRef, verdictNote } from './lists.ts';
import type { Block, Message } from './message.ts';
import { headline, timeSpan } from './update.ts';

const SHOWN = 5;

/** The latest reports of a story, each with buttons to say that it is right, wrong or of another story. */
export function correctMessage(story: Story, updates: readonly Update[]): Message {
  return {
    title: `${story.title}: correct`,
    blocks:
      updates.length === 0
        ? [{ kind: 'text', text: 'No report has arrived yet.' }]
        : updates.slice(0, SHOWN).flatMap((update) => [reportLine(update), correctionButtons(update, story)]),
  };
}

/** What the classifier was not sure of, with what it was torn between. */
export function reviewMessage(suggestions: readonly Update[], stories: ReadonlyMap<string, Story>): Message {
  if (suggestions.length === 0) return { blocks: [{ kind: 'text', text: 'Nothing waits for a decision.' }] };
  const more = suggestions.length - SHOWN;
  return {
    title: 'Which story is it?',
    blocks: [
      ...suggestions.slice(0, SHOWN).flatMap((update): Block[] => {
        const story = stories.get(update.assignment.storyId);
        if (!story) return [];
        const runnerUp = stories.get(update.assignment.runnerUpId ?? '');
        return [
          reportLine(update),
          { kind: 'list', items: update.assignment.reasons.slice(0, 3).map((reason) => reason.text) },
          {
            kind: 'note',
            text: `${story.title}? ${verdictNote(update, (id) => stories.get(id)?.title ?? 'another story')}`,
          },
          reviewButtons(update, story, runnerUp),
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

function correctionButtons({ item }: Update, story: Story): Block {
  const ref = shortRef(item.id);
  return {
    kind: 'buttons',
    buttons: [
      { label: 'Right', command: `/stories confirm ${ref} ${story.slug}` },
      { label: 'Wrong', command: `/stories wrong ${ref} ${story.slug}`, style: 'danger' },
      { label: 'Move', command: `/stories move ${ref} …` },
      { label: 'New story', command: `/stories start ${story.topic} ${ref}` },
    ],
  };
}

function reviewButtons({ item }: Update, story: Story, runnerUp: Story | undefined): Block {
  const ref = shortRef(item.id);
  return {
    kind: 'buttons',
    buttons: [
      { label: 'Yes', command: `/stories confirm ${ref} ${story.slug}`, style: 'primary' },
      { label: 'No', command: `/stories wrong ${ref} ${story.slug}` },
      ...(runnerUp
        ? [{ label: shortTitle(runnerUp.title), command: `/stories move ${ref} ${runnerUp.slug}` }]
        : []),
      { label: 'Another', command: `/stories move ${ref} …` },
    ],
  };
}

const BUTTON_TITLE = 40;
const shortTitle = (title: string): string =>
  title.length > BUTTON_TITLE ? `${title.slice(0, BUTTON_TITLE - 1)}…` : title;
