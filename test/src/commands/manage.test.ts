import { expect, it } from 'vitest';
import {
  bob,
  hours,
  NOON,
  only,
  storedItems,
  storedReports,
  storedStory,
  entry,
} from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { buttonsOf } from '../../support/message-text.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

const CREATE = '/stories create platform-outages "X outage, May 2025" X was down for hours on 3 May.';
/** Where that topic is not there yet. */
const CREATE_FIRST = `${CREATE} --new-topic`;

it('creates a story that can be undone, redone and is then there again', async () => {
  await storedStory(at.store, 'Cloud outage');
  const { ask, undo } = openDesk(at.store);

  expect(await ask(CREATE)).toContain('is tracked from now on as x-outage-may-2025');
  const made = await at.store.stories.bySlug('x-outage-may-2025');
  expect(made).toMatchObject({
    topic: 'platform-outages',
    title: 'X outage, May 2025',
    phase: 'developing',
    seeds: [{ title: 'X outage, May 2025', text: 'X was down for hours on 3 May.', date: NOON }],
  });

  expect(await undo()).toContain('Undone');
  expect(await at.store.stories.bySlug('x-outage-may-2025')).toBeNull();

  await ask('/storywatch undo 2');
  expect((await at.store.stories.bySlug('x-outage-may-2025'))?.id).toBe(made?.id);
});

it('does not bring a story back whose name was given to another', async () => {
  const { ask } = openDesk(at.store);
  await ask(CREATE_FIRST);
  await ask('/storywatch undo 1');
  await ask(CREATE);

  expect(await ask('/storywatch undo 2')).toContain('the same was changed again later');
  expect(await at.store.stories.list()).toHaveLength(1);
});

it('adds no topic when the story is there already', async () => {
  const { ask } = openDesk(at.store);
  await ask(CREATE_FIRST);

  const answer = await ask('/stories create "Odd topic" "X outage, May 2025" Again. new-topic:yes');

  expect(answer).toContain('There is a story called x-outage-may-2025 already');
  expect(await at.store.stories.topics()).toEqual([{ slug: 'platform-outages', title: 'platform-outages' }]);
});

it('takes a typo for no new topic', async () => {
  await at.store.stories.addTopic({ slug: 'government-breaches', title: 'Government breaches' });
  await at.store.stories.addTopic({ slug: 'platform-outages', title: 'Platform outages' });
  const { ask } = openDesk(at.store);

  const answer = await ask('/stories create "platfrom outages" "X outage, May 2025" X was down.');

  expect(answer).toBe(
    'There is no topic "platfrom outages". Did you mean platform-outages? There are: government-breaches, ' +
      'platform-outages. For a new topic, end the command with new-topic:yes.',
  );
  expect(await at.store.stories.list()).toEqual([]);
});

it('adds a topic when that is said', async () => {
  await at.store.stories.addTopic({ slug: 'platform-outages', title: 'Platform outages' });
  const { ask } = openDesk(at.store);

  await ask('/stories create "Ransomware gangs" "Tidewater" A gang of that name. --new-topic');

  expect(await at.store.stories.topics()).toContainEqual({
    slug: 'ransomware-gangs',
    title: 'Ransomware gangs',
  });
  expect(await at.store.stories.bySlug('tidewater')).toMatchObject({
    topic: 'ransomware-gangs',
    seeds: [{ text: 'A gang of that name.' }],
  });
});

it.each([
  [
    'a title of no letters',
    '/stories create platform-outages "!!!" Text. --new-topic',
    'The title needs a letter or digit',
  ],
  [
    'a topic of no letters',
    '/stories create "!!!" "X outage" Text. --new-topic',
    'The topic needs a letter or digit',
  ],
])('refuses %s', async (_what, line, answer) => {
  expect(await openDesk(at.store).ask(line)).toContain(answer);
  expect(await at.store.stories.list()).toEqual([]);
  expect(await at.store.stories.topics()).toEqual([]);
});

it.each([
  ['title', 'X and more outage', { title: 'X and more outage' }],
  ['aliases', 'X down, Twitter down', { aliases: ['X down', 'Twitter down'] }],
  ['entities', 'Dark Storm, Elon Musk', { entities: ['Dark Storm', 'Elon Musk'] }],
  ['began', '2025-03-10', { startedAt: new Date('2025-03-10') }],
  ['topic', 'government breaches', { topic: 'government-breaches' }],
])('edits the %s, and takes it back', async (part, value, changed) => {
  await at.store.stories.addTopic({ slug: 'government-breaches', title: 'Government breaches' });
  const before = await storedStory(at.store, 'X outage');
  const { ask, undo } = openDesk(at.store);

  expect(await ask(`/stories edit x-outage ${part} ${value}`)).toBe(`X outage: ${part} is now ${value}.`);
  expect(await at.store.stories.bySlug('x-outage')).toMatchObject(changed);

  await undo();
  expect(await at.store.stories.bySlug('x-outage')).toEqual(before);
});

it.each([
  ['/stories edit x-outage began soon', '"soon" is no day. Write it like 2025-03-10.'],
  ['/stories edit x-outage topic sports', 'There is no topic "sports". There are: platform-outages.'],
  ['/stories edit x-outage colour red', 'part must be one of title, aliases, entities, topic, began'],
  ['/stories edit x-outage', 'The part is missing.'],
])('says what is wrong with %s', async (line, answer) => {
  await storedStory(at.store, 'X outage');

  expect(await openDesk(at.store).ask(line)).toContain(answer);
  expect(await at.store.audit.recent(1)).toEqual([]);
});

it('takes back one of two edits of different parts', async () => {
  await storedStory(at.store, 'X outage');
  const { ask } = openDesk(at.store);
  await ask('/stories edit x-outage title X is down');
  await ask('/stories edit x-outage aliases Twitter');

  expect(await ask('/storywatch undo 1')).toContain('Undone');

  expect(await at.store.stories.bySlug('x-outage')).toMatchObject({
    title: 'X outage',
    aliases: ['Twitter'],
  });
});

it('refuses to take back the first of two edits of one part', async () => {
  await storedStory(at.store, 'X outage');
  const { ask } = openDesk(at.store);
  await ask('/stories edit x-outage title X is down');
  await ask('/stories edit x-outage title X was down');

  expect(await ask('/storywatch undo 1')).toContain('Undo the later change first');

  expect(await at.store.stories.bySlug('x-outage')).toMatchObject({ title: 'X was down' });
});

it('adds seed documents up to five', async () => {
  await storedStory(at.store, 'X outage');
  const { ask, undo } = openDesk(at.store);
  for (const number of [2, 3, 4, 5]) {
    expect(await ask(`/stories seed x-outage Text number ${number}.`)).toContain(
      `defined by ${number} texts`,
    );
  }

  expect(await ask('/stories seed x-outage One more.')).toContain('has 5 seed documents already');
  await ask('/storywatch undo 4');
  expect((await at.store.stories.bySlug('x-outage'))?.seeds.map(({ text }) => text)).toEqual([
    'What happened: X outage.',
    'Text number 2.',
    'Text number 3.',
    'Text number 4.',
  ]);
  await expect(undo()).rejects.toThrow('cannot be undone');
});

it('closes and reopens, and a digest sees the way back after an undo', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const { ask, undo, setNow } = openDesk(at.store);
  setNow(hours(1));
  expect(await ask('/stories close x outage')).toBe('X outage is closed. Nothing joins it any more.');
  expect(await at.store.stories.find(id)).toMatchObject({ phase: 'closed', closedAt: hours(1) });

  setNow(hours(2));
  await undo();

  expect(await at.store.stories.find(id)).toMatchObject({
    phase: 'developing',
    phaseSince: NOON,
    closedAt: null,
  });
  const way = await at.store.stories.phaseChanges([id], NOON, hours(3));
  expect(way.map(({ from, to }) => `${from} ${to}`)).toEqual(['developing closed', 'closed developing']);
  expect(await ask('/stories reopen x outage')).toBe('X outage is open.');
});

it('takes a reopening back although the phase has moved by itself since', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const { ask } = openDesk(at.store);
  await ask('/stories close x-outage');
  await ask('/stories reopen x-outage');
  await at.store.stories.setPhase(id, 'breaking', hours(1));

  expect(await ask('/storywatch undo 2')).toContain('Undone');

  expect(await at.store.stories.find(id)).toMatchObject({ phase: 'closed', closedAt: NOON });
});

it('tells every classifier of a change and of its undo', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const { ask } = openDesk(at.store);
  const revision = async (): Promise<number> =>
    only((await at.store.stories.changedSince(0)).filter((each) => each.id === id)).revision;
  const start = await revision();

  await ask('/stories edit x-outage aliases Twitter');
  const edited = await revision();
  await ask('/storywatch undo');

  expect(edited).toBeGreaterThan(start);
  expect(await revision()).toBeGreaterThan(edited);
});

it('keeps what a person put into a story from vanishing with an undone creation', async () => {
  const { ask } = openDesk(at.store);
  await ask(CREATE_FIRST);
  const [{ id } = { id: '' }] = await storedItems(at.store, [entry('X down')]);
  await ask(`/stories move ${id.slice(0, 8)} x-outage-may-2025`);

  expect(await ask('/storywatch undo 1')).toContain('Undo the later change first');
  expect(await at.store.stories.bySlug('x-outage-may-2025')).not.toBeNull();
});

it.each([
  CREATE,
  '/stories edit x-outage title Y',
  '/stories seed x-outage text',
  '/stories close x-outage',
  '/stories reopen x-outage',
  '/stories merge x-outage into:x-outage',
  '/stories split x-outage "New" 1234',
  '/stories move 1234 x-outage',
  '/storywatch undo',
  '/storywatch log',
])('keeps %s for admins', async (line) => {
  await storedStory(at.store, 'X outage');
  const { ask } = openDesk(at.store);

  expect(await ask(line, { actor: bob })).toContain('is for admins');
  expect(await at.store.audit.recent(1)).toEqual([]);
});

it('asks which story is meant when several fit, and each choice does what was asked', async () => {
  const march = await storedStory(at.store, 'X outage, March');
  await storedStory(at.store, 'X outage, May');
  await storedReports(at.store, march.id, [entry('X down')]);
  const { say, ask } = openDesk(at.store);

  const { message } = await say('/stories close x outage');

  expect(buttonsOf(message).map(({ label }) => label)).toEqual(['X outage, March', 'X outage, May']);
  await ask(buttonsOf(message)[1]?.command ?? '');
  expect((await at.store.stories.bySlug('x-outage-may'))?.closedAt).toEqual(NOON);
});

it.each([
  ['/story x-outege', 'No story fits "x-outege". Did you mean "x-outage"?'],
  ['/story weather', 'No story fits "weather". See /stories list.'],
  ['/stories close tritter', 'No story fits "tritter". Did you mean "twitter"?'],
])('offers the nearest name for %s', async (line, answer) => {
  await storedStory(at.store, 'X outage', { aliases: ['Twitter'] });

  expect(await openDesk(at.store).ask(line)).toBe(answer);
});
