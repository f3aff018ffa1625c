import { cardOf } from '../stories/card.ts';
import type { Command } from './command.ts';
import { given, toUser, type CommandDeps } from './deps.ts';
import { findStory } from './find-story.ts';

export function storyCommand(deps: CommandDeps): Command {
  return {
    name: 'story',
    summary: 'Show a story: its phase, what is known, who reports it',
    actions: [
      {
        name: '',
        summary: 'Show a story',
        permission: 'anyone',
        example: 'treasury',
        options: [
          {
            name: 'name',
            summary: 'Name of the story',
            type: 'story',
            required: true,
            rest: true,
            maxLength: 150,
          },
        ],
        async run(invocation) {
          const story = await findStory(deps.store, given(invocation, 'name'), (slug) => `/story ${slug}`);
          return toUser(await cardOf(deps.store, story, invocation.channel, invocation.now));
        },
      },
    ],
  };
}
