import { expect, it } from 'vitest';
import { correctMessage, reviewMessage } from '../../../src/messages/correct.ts';
import type { Assignment, Update } from '../../../src/stories/assignment.ts';
import { assignment, story, update } from '../../support/builders.ts';
import { buttonsOf } from '../../support/message-text.ts';

const breach = story('Treasury breach');
const outage = story('X outage');
const cloud = story('Cloud outage');
const STORIES = new Map([breach, outage, cloud].map((each) => [each.id, each]));

const report = (over: Partial<Assignment>): Update => ({
  ...update('Senators ask for answers'),
  assignment: assignment({ storyId: breach.id, ...over }),
});
const torn = report({ runnerUpId: outage.id, runnerUpScore: 0.3, thirdId: cloud.id });

it.each([
  ['a report of a story', correctMessage(breach, [torn], STORIES), ['Right', 'Wrong']],
  ['a suggestion', reviewMessage([torn], STORIES), ['Yes', 'No']],
])('offers the next two stories, any other and a new one for %s', (_what, message, [right, wrong]) => {
  const ref = torn.item.id.slice(0, 8);

  expect(buttonsOf(message).map(({ label, command }) => [label, command])).toEqual([
    [right, `/stories confirm ${ref} treasury-breach`],
    [wrong, `/stories wrong ${ref} treasury-breach`],
    ['→ X outage', `/stories move ${ref} x-outage`],
    ['→ Cloud outage', `/stories move ${ref} cloud-outage`],
    ['Move', `/stories move ${ref} …`],
    ['New story', `/stories start platform-outages ${ref}`],
  ]);
});

it('offers no story that nothing speaks for, nor one that is gone', () => {
  const sure = report({ runnerUpId: outage.id, runnerUpScore: 0 });
  const gone = report({ runnerUpId: outage.id, runnerUpScore: 0.3 });

  for (const message of [
    correctMessage(breach, [sure], STORIES),
    correctMessage(breach, [gone], new Map([[breach.id, breach]])),
  ])
    expect(buttonsOf(message).map(({ label }) => label)).toEqual(['Right', 'Wrong', 'Move', 'New story']);
});
