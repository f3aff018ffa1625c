import { describe, expect, it } from 'vitest';
import {
  bob,
  entry,
  hours,
  newFeed,
  NOON,
  storedItems,
  storedReports,
  storedStory,
} from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

describe('the log', () => {
  it('says so when nothing was changed', async () => {
    expect(await openDesk(at.store).ask('/storywatch log')).toBe('Nothing was changed yet.');
  });

  it('lists who changed what and when, newest first, with what was undone', async () => {
    await storedStory(at.store, 'X outage');
    const { ask, setNow } = openDesk(at.store);
    await ask('/stories follow x-outage', { actor: bob });
    setNow(hours(1));
    await ask('/stories close x-outage');
    await ask('/storywatch undo 1');

    const lines = (await ask('/storywatch log')).split('\n');

    expect(lines.slice(1, 4)).toEqual([
      '3  /storywatch undo 1 Ada, 2025-03-10 13:00 UTC',
      '2  /stories close x-outage Ada, 2025-03-10 13:00 UTC',
      '1  /stories follow x-outage Bob, 2025-03-10 12:00 UTC (undone)',
    ]);
  });

  it('knows the newest change that can be taken back, of all or of one person', async () => {
    await storedStory(at.store, 'X outage');
    const { ask } = openDesk(at.store);
    await ask('/stories follow x-outage', { actor: bob });
    await ask('/stories close x-outage');

    expect(await at.store.audit.latestUndoable()).toMatchObject({ number: 2, actorName: 'Ada' });
    expect(await at.store.audit.latestUndoable('U2')).toMatchObject({ number: 1 });
    expect(await at.store.audit.latestUndoable('U3')).toBeNull();
  });
});

describe('undo', () => {
  it('takes the last change back, then the one before, then none', async () => {
    await storedStory(at.store, 'X outage');
    const { ask } = openDesk(at.store);
    await ask('/stories edit x-outage title A');
    await ask('/stories edit x-outage title B');

    expect(await ask('/storywatch undo')).toContain('Undone: /stories edit x-outage title B');
    expect(await ask('/storywatch undo')).toContain('Undone: /stories edit x-outage title A');
    expect(await ask('/storywatch undo')).toBe('There is nothing to undo.');

    expect((await at.store.stories.bySlug('x-outage'))?.title).toBe('X outage');
  });

  it.each([
    ['/storywatch undo 99', 'There is no change 99. See /storywatch log.'],
    ['/storywatch undo 0', 'There is no change 0.'],
    ['/storywatch undo last', 'number must be a whole number, not "last".'],
  ])('says what is wrong with %s', async (line, answer) => {
    expect(await openDesk(at.store).ask(line)).toContain(answer);
  });

  it('does one thing once when two people press at the same time', async () => {
    await storedStory(at.store, 'X outage');
    const { ask } = openDesk(at.store);
    await ask('/stories close x-outage');

    const answers = await Promise.all([ask('/storywatch undo 1'), ask('/storywatch undo 1')]);

    expect(answers.filter((answer) => answer.startsWith('Undone'))).toHaveLength(1);
    expect(answers.filter((answer) => answer.includes('was undone already'))).toHaveLength(1);
  });

  it('changes nothing when only a part of it can be put back', async () => {
    await storedStory(at.store, 'One');
    await storedStory(at.store, 'Two');
    const { ask } = openDesk(at.store);
    await ask('/stories merge one into:two');
    await ask('/stories edit two aliases Second');

    expect(await ask('/storywatch undo 1')).toContain('cannot be undone');

    expect(await at.store.stories.bySlug('one')).toBeNull();
    expect((await at.store.stories.bySlug('two'))?.aliases).toEqual(['Second']);
    expect(await at.store.audit.recent(9)).toHaveLength(2);
  });
});

it('tells how it is doing', async () => {
  await at.store.feeds.add([newFeed('https://a.example/'), newFeed('https://b.example/')], NOON);
  await storedItems(at.store, [entry('X down')]);
  await storedStory(at.store, 'X outage');

  const status = await openDesk(at.store).ask('/storywatch status', { actor: bob });

  expect(status).toContain('Storywatch 1.2.3');
  expect(status).toMatch(/Feeds: 3, 0 of them failing, 3 never read yet, 0 paused/u);
  expect(status).toMatch(/Items: 1 kept, 1 in the last day, 1 waiting for a verdict/u);
  expect(status).toContain('Messages: 0 sent, 0 waiting, 0 failed');
});

describe('help', () => {
  it('shows every command on one screen, and each with its example', async () => {
    const { ask, desk } = openDesk(at.store);

    const overview = await ask('/storywatch help', { actor: bob });

    for (const { name } of desk.commands) expect(overview).toContain(`/${name}`);
    expect(await ask('/storywatch help digest')).toContain('/digest schedule daily 08:00 Europe/Paris');
    expect(await ask('/storywatch help /stories')).toContain('/stories create <topic> <title> <text>');
  });

  it('offers the nearest command', async () => {
    expect(await openDesk(at.store).ask('/storywatch help storys')).toContain('Did you mean');
    expect(await openDesk(at.store).ask('/storywatch help weather')).toContain('See /storywatch help.');
  });
});

it.each([
  ['/strory treasury', 'There is no command /strory. Did you mean /story?'],
  ['/weather', 'There is no command /weather. See /storywatch help.'],
  ['', 'Type a command'],
  ['/stories', '/stories search <text>'],
  ['/stories fallow x', '/stories has no "fallow". Did you mean /stories follow?'],
  ['/story', 'The name is missing. Usage: /story <name>'],
])('answers "%s" with the way out', async (line, answer) => {
  expect(await openDesk(at.store).ask(line)).toContain(answer);
});

describe('completion', () => {
  it('offers stories, topics, feeds and time zones while they are typed', async () => {
    await storedStory(at.store, 'X outage', { aliases: ['Twitter down'] });
    await storedStory(at.store, 'Cloud outage');
    const [feed] = await at.store.feeds.add([newFeed('https://a.example/')], NOON);
    const { complete } = openDesk(at.store).desk;
    const values = async (...args: Parameters<typeof complete>) =>
      (await complete(...args)).map(({ value }) => value);

    expect(await values('story', 'twit', 5)).toEqual(['x-outage']);
    expect((await values('story', '', 5)).toSorted()).toEqual(['cloud-outage', 'x-outage']);
    expect(await values('story', 'outage', 1)).toHaveLength(1);
    expect(await values('topic', 'PLATFORM', 5)).toEqual(['platform-outages']);
    expect(await values('feed', 'a.example', 5)).toEqual([feed?.id]);
    expect(await values('time-zone', 'paris', 5)).toEqual(['Europe/Paris']);
    expect(await values('text', 'x', 5)).toEqual([]);
  });
});

describe('quality', () => {
  it('tells how far a story drifted, and names what it took in by mistake', async () => {
    const { id } = await storedStory(at.store, 'Northport harbour breach', {
      seeds: [
        {
          title: 'Hackers break into Northport harbour authority',
          text: 'Crew lists were stolen.',
          lang: 'en',
        },
      ],
    });
    await storedReports(
      at.store,
      id,
      [
        'Northport harbour breach: hackers offer stolen crew lists',
        'Northport harbour authority says hackers stole crew lists',
        'Rovers win the derby with a late goal',
      ].map((title) => entry(title)),
    );

    const answer = await openDesk(at.store).ask('/storywatch quality');

    expect(answer).toMatch(/3 joined by themselves.*drift \d+ % from its seeds/u);
    expect(answer).toContain(
      'Perhaps not of Northport harbour breach: “Rovers win the derby with a late goal”',
    );
  });
});
