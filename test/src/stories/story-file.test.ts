import { describe, expect, it } from 'vitest';
import { parseStoryFile, parseStoryFiles } from '../../../src/stories/story-file.ts';

const GOOD = `
slug: x-outage
topic: platform-outages
title: X outage
aliases: [X down]
entities: [Elon Musk]
startedAt: 2025-03-10
seeds:
  - title: X goes down
    text: X was down for hours.
    lang: en
    date: 2025-03-10
`;

const problemOf = (text: string): string => {
  const parsed = parseStoryFile(text, 'x-outage.yaml');
  return parsed.kind === 'problem' ? parsed.problem : '';
};

it('reads a story', () => {
  expect(parseStoryFile(GOOD, 'x-outage.yaml')).toEqual({
    kind: 'story',
    story: {
      slug: 'x-outage',
      topic: 'platform-outages',
      title: 'X outage',
      aliases: ['X down'],
      entities: ['Elon Musk'],
      startedAt: new Date('2025-03-10'),
      seeds: [
        { title: 'X goes down', text: 'X was down for hours.', lang: 'en', date: new Date('2025-03-10') },
      ],
    },
  });
});

it('needs a slug, a topic, a title and one seed document only', () => {
  const text = 'slug: a\ntopic: b\ntitle: C\nseeds: [{ title: D, text: E }]';

  expect(parseStoryFile(text, 'a.yaml')).toMatchObject({
    kind: 'story',
    story: { aliases: [], entities: [], startedAt: null },
  });
});

describe('a bad file', () => {
  it.each([
    ['has no title', GOOD.replace(/^title:.*$/mu, ''), 'x-outage.yaml: title: is missing'],
    ['has an empty title', GOOD.replace(/^title:.*$/mu, 'title: ""'), 'x-outage.yaml: title: '],
    [
      'has a slug with blanks',
      GOOD.replace('slug: x-outage', 'slug: X outage'),
      'slug: must be lower-case words',
    ],
    [
      'has no seeds',
      GOOD.replace(/seeds:[^]*$/u, 'seeds: []'),
      'seeds: must hold one to five seed documents',
    ],
    ['has a seed without text', GOOD.replace(/^ +text:.*$/mu, ''), 'seeds.0.text: is missing'],
    [
      'has a day that is none',
      GOOD.replace('startedAt: 2025-03-10', 'startedAt: soon'),
      'startedAt: must be a date like 2025-03-10',
    ],
    [
      'has a number for a day',
      GOOD.replace('startedAt: 2025-03-10', 'startedAt: 7'),
      'startedAt: must be a date like 2025-03-10',
    ],
    [
      'has a language in words',
      GOOD.replace('lang: en', 'lang: English'),
      'seeds.0.lang: must be a language code like en',
    ],
    ['is empty', '', 'x-outage.yaml: the file: '],
    ['is a list', '- a\n- b', 'x-outage.yaml: the file: '],
    ['is no YAML', 'title: "unfinished', 'x-outage.yaml is not valid YAML: '],
    [
      'names an alias that is not there',
      GOOD.replace('title: X goes down', 'title: *breaking'),
      'x-outage.yaml is not valid YAML: ',
    ],
  ])('that %s is told by name and field', (_what, text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  it('is told with all that is wrong with it', () => {
    expect(problemOf('slug: a\ntopic: B\nseeds: []')).toMatch(/topic: .*; title: .*; seeds: /u);
  });

  it('that makes a machine count to the end of the world is refused', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      const ten = Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
      bomb.push(`a${level}: &a${level} [${ten}]`);
    }

    expect(problemOf(bomb.join('\n'))).toContain('x-outage.yaml is not valid YAML: ');
  });
});

it('leaves out bad files and slugs that are taken, and keeps the rest', () => {
  const { stories, problems } = parseStoryFiles([
    { name: 'one.yaml', text: GOOD },
    { name: 'two.yaml', text: 'nothing' },
    { name: 'three.yaml', text: GOOD },
    { name: 'four.yaml', text: GOOD.replace('slug: x-outage', 'slug: other') },
  ]);

  expect(stories.map(({ slug }) => slug)).toEqual(['x-outage', 'other']);
  expect(problems).toEqual([
    expect.stringMatching(/^two\.yaml: /u),
    'three.yaml: the slug x-outage is already used by one.yaml; choose another',
  ]);
});
