import type { Topic } from '../ports/story-store.ts';
import type { EmergingStory } from '../stories/emerging.ts';
import { shortRef } from './lists.ts';
import type { Message, RichText } from './message.ts';

const LISTED = 5;
/** A button's command has room for so many references beside its words. */
const REFERENCES = 5;
const TOPICS = 4;

/** Proposes a story that nobody set up; people start it or leave it. */
export function emergingMessage(story: EmergingStory, topics: readonly Topic[]): Message {
  const refs = story.items
    .slice(0, REFERENCES)
    .map((article) => shortRef(article.id))
    .join(' ');
  return {
    title: `A new story? ${story.title}`,
    tone: 'developing',
    blocks: [
      {
        kind: 'text',
        text: `${story.items.length} reports from ${story.sources} sources fit no story but each other.`,
      },
      {
        kind: 'list',
        items: story.items
          .slice(0, LISTED)
          .map((article): RichText => [article.title, { text: `  ${article.source ?? ''}`, italic: true }]),
      },
      ...(story.entities.length > 0
        ? [{ kind: 'note', text: `In common: ${story.entities.join(', ')}` } as const]
        : []),
      {
        kind: 'buttons',
        buttons: topics.slice(0, TOPICS).map((topic) => ({
          label: `Start in ${topic.title}`,
          command: `/stories start ${topic.slug} ${refs}`,
        })),
      },
    ],
  };
}
