import type { Command } from './command.ts';
import type { CommandDeps } from './deps.ts';
import { addAction } from './stories-add.ts';
import { correctActions } from './stories-correct.ts';
import { followActions } from './stories-follow.ts';
import { manageActions } from './stories-manage.ts';
import { mergeActions } from './stories-merge.ts';
import { previewAction } from './stories-preview.ts';
import { startAction } from './stories-start.ts';
import { readActions } from './stories-read.ts';

export function storiesCommand(deps: CommandDeps): Command {
  return {
    name: 'stories',
    summary: 'Follow, read and correct stories',
    actions: [
      ...readActions(deps),
      ...followActions(deps),
      addAction(deps),
      ...correctActions(deps),
      ...manageActions(deps),
      ...mergeActions(deps),
      startAction(deps),
      previewAction(deps),
    ],
  };
}
