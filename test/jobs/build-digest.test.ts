import { EventEmitter, once } from 'node:events';
import { expect, it } from 'vitest';
import { buildDigest } from '../../jobs/build-digest.ts';
import { defaultSettings, type Channel } from '../../src/digests/channel.ts';
import {
  assignment,
  DAY_MS,
  entry,
  hours,
  NOON,
  only,
  room,
  storedItems,
  storedReports,
  storedStory,
} from '../support/builders.ts';
import { classifier, X_REPORTS, xOutage } from '../support/classifier.ts';
import { outbox, someoneWaits } from '../support/outbox.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

const DAILY = { times: ['13:00'], weekdays: [0, 1, 2, 3, 4, 5, 6], timeZone: 'UTC' };

/** The room gets a digest every day at 13:00, an hour after `NOON`, since noon. */
async function withDigest(storyId?: string): Promise<Channel> {
  const channel = await at.store.channels.ensure(room, NOON);
  await at.store.channels.setDigest(channel.id, DAILY, hours(1));
  if (storyId !== undefined) await at.store.channels.follow(channel.id, 'story', storyId, NOON);
  return channel;
}

const build = ({ id: channelId }: Channel, now: Date): Promise<void> =>
  buildDigest({ store: at.store, clock: () => now, log: silentLog })({ channelId });

const texts = async (): Promise<string[]> => (await outbox(at.pool)).map(({ text }) => text);

it('tells what joined followed stories since the last digest, and sets the next', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const other = await storedStory(at.store, 'Cloud outage');
  const channel = await withDigest(id);
  await storedReports(at.store, id, [entry('X down')], { assignedAt: hours(0.5) });
  await storedReports(at.store, id, [entry('Told before')], { assignedAt: NOON });
  await storedReports(at.store, other.id, [entry('Cloud down')], { assignedAt: hours(0.5) });

  await build(channel, hours(1));

  const text = only(await texts());
  expect(text).toContain('Digest: 1 story moved');
  expect(text).toContain('X down');
  expect(text).not.toContain('Told before');
  expect(text).not.toContain('Cloud down');
  expect(await at.store.channels.find(channel.id)).toMatchObject({
    lastDigestAt: hours(1),
    digestDueAt: hours(25),
  });
});

it('tells nothing twice and leaves nothing out between two digests', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const channel = await withDigest(id);
  await storedReports(at.store, id, [entry('First')], { assignedAt: hours(1) });
  await build(channel, hours(1));
  await storedReports(at.store, id, [entry('Second')], { assignedAt: new Date(hours(1).getTime() + 1) });

  await build(channel, hours(1));
  await build(channel, hours(25));

  const [first, second, ...more] = await texts();
  expect(more).toEqual([]);
  expect(first).toContain('First');
  expect(second).toContain('Second');
  expect(second).not.toContain('First');
});

/** Long enough that a changed headline is still a near-copy. */
const AGENCY =
  'The platform said on Monday that its data centre in Oregon had lost power for two hours and that engineers were ' +
  'bringing the last of its servers back, while regulators in four countries asked for a report on what had happened.';

it('tells a near-copy of what was there before as folded, not as news', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const other = await storedStory(at.store, 'Cloud outage');
  const channel = await withDigest(id);
  await at.store.channels.follow(channel.id, 'story', other.id, NOON);
  const first = entry('X loses power in Oregon', { text: AGENCY, link: 'https://agency.example/1' });
  const copy = entry('Power lost in Oregon at X', { text: AGENCY, link: 'https://local.example/1' });
  await storedReports(at.store, id, [first], { assignedAt: NOON });
  await storedReports(at.store, id, [copy], { assignedAt: hours(0.5) });
  await storedReports(at.store, other.id, [entry('Cloud down')], { assignedAt: hours(0.5) });

  await build(channel, hours(1));

  const text = only(await texts());
  expect(text).toContain('Digest: 1 story moved');
  expect(text).not.toContain('Power lost in Oregon');
  expect(text).toContain('1 followed story quiet · 1 near-copy of earlier reports folded');
});

it('holds news only against what the channel wants to hear', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const channel = await withDigest(id);
  await at.store.channels.saveSettings(channel.id, {
    ...defaultSettings('terminal'),
    mutedSources: ['agency.example'],
  });
  const muted = entry('X loses power in Oregon', { text: AGENCY, link: 'https://agency.example/1' });
  const heard = entry('Power lost in Oregon at X', { text: AGENCY, link: 'https://local.example/1' });
  await storedReports(at.store, id, [muted], { assignedAt: NOON });
  await storedReports(at.store, id, [heard], { assignedAt: hours(0.5) });

  await build(channel, hours(1));

  expect(only(await texts())).toContain('Power lost in Oregon');
});

it('names the sources that are new to a story, and a sentence of what is new', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const channel = await withDigest(id);
  const link = 'https://old.example/';
  await storedReports(at.store, id, [entry('X down', { link: `${link}1` })], { assignedAt: NOON });
  const text = 'A court in Dublin ordered the company to publish its outage report. Short.';
  await storedReports(
    at.store,
    id,
    [entry('X slow', { link: `${link}2` }), entry('Court orders X', { link: 'https://new.example/', text })],
    { assignedAt: hours(0.5) },
  );

  await build(channel, hours(1.5));

  const told = only(await texts());
  expect(told).toContain('2 updates, from 2 sources (new: new.example)');
  expect(told).toContain('A court in Dublin ordered the company to publish its outage report.  new.example');
});

it('tells the end of a story once, and counts it as quiet no more', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const channel = await withDigest(id);
  await at.store.stories.close(id, hours(0.5));
  await build(channel, hours(1));
  expect(only(await texts())).toContain('X outage · developing → closed, no new reports');

  await build(channel, hours(25));

  expect((await texts()).join('\n')).toContain('no followed story is open');
});

it('names broken feeds to those who look after the bot, and counts them for others', async () => {
  const channel = await withDigest();
  await storedItems(at.store, []);
  const [feed] = await at.store.feeds.list();
  await at.pool.query(
    `update feeds set failures = 4, failing_since = $1, failure_cause = 'http', failure_message = 'It answers 500.'`,
    [NOON],
  );
  await build(channel, hours(1));
  expect(only(await texts())).toContain('1 feed is in trouble: /feeds health');

  await at.store.channels.saveSettings(channel.id, { ...defaultSettings('terminal'), review: true });
  await build(channel, hours(25));

  const told = (await texts()).join('\n');
  expect(told).toContain(`${feed?.title ?? ''} · failing (4 in a row): It answers 500.`);
});

it('is written once by several processes', async () => {
  const channel = await withDigest();

  await Promise.all([1, 2, 3].map(() => build(channel, hours(1))));

  expect(await texts()).toHaveLength(1);
});

it('makes one of those that were missed', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const channel = await withDigest(id);
  await storedReports(at.store, id, [entry('Monday')], { assignedAt: hours(2) });
  await storedReports(at.store, id, [entry('Wednesday')], { assignedAt: hours(50) });

  await build(channel, new Date(hours(1).getTime() + 5 * DAY_MS + 60_000));

  const text = only(await texts());
  expect(text).toContain('Monday');
  expect(text).toContain('Wednesday');
  expect(await at.store.channels.find(channel.id)).toMatchObject({ digestDueAt: hours(1 + 6 * 24) });
});

it('is not written before its time, nor after it was switched off', async () => {
  const channel = await withDigest();

  await build(channel, hours(0.9));
  await at.store.channels.setDigest(channel.id, null, null);
  await build(channel, hours(2));

  expect(await texts()).toEqual([]);
});

it('says in one line that nothing moved, or nothing at all where that is wished', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const channel = await withDigest(id);
  await build(channel, hours(1));
  expect(only(await texts())).toContain(
    'Nothing new since 2025-03-10 12:00 UTC: 1 followed story did not move',
  );

  await at.store.channels.saveSettings(channel.id, {
    ...defaultSettings('terminal'),
    sendEmptyDigest: false,
  });
  await build(channel, hours(25));

  expect(await texts()).toHaveLength(1);
  expect(await at.store.channels.find(channel.id)).toMatchObject({ lastDigestAt: hours(25) });
});

it('waits for the end of the quiet hours', async () => {
  const channel = await withDigest();
  const quietHours = { from: '12:30', to: '14:15', timeZone: 'UTC' };
  await at.store.channels.saveSettings(channel.id, { ...defaultSettings('terminal'), quietHours });

  await build(channel, hours(1));

  expect(only(await outbox(at.pool)).notBefore).toEqual(hours(2.25));
});

it('leaves muted sources and stories out, and counts what is left to do', async () => {
  const loud = await storedStory(at.store, 'X outage');
  const muted = await storedStory(at.store, 'Cloud outage');
  const channel = await withDigest();
  await at.store.channels.follow(channel.id, 'topic', 'platform-outages', NOON);
  await at.store.channels.follow(channel.id, 'story', muted.id, NOON);
  await at.store.channels.setMuted(channel.id, 'story', muted.id, true);
  await at.store.channels.saveSettings(channel.id, {
    ...defaultSettings('terminal'),
    mutedSources: ['Tabloid.example'],
  });
  const inWindow = { assignedAt: hours(0.5) };
  await storedReports(at.store, muted.id, [entry('Cloud down')], inWindow);
  await storedReports(at.store, loud.id, [entry('X down')], inWindow);
  await storedReports(
    at.store,
    loud.id,
    [entry('Gossip', { link: 'https://www.tabloid.example/1' })],
    inWindow,
  );
  await storedReports(at.store, loud.id, [entry('X slow')], { ...inWindow, state: 'suggested' });

  await build(channel, hours(1));

  const text = only(await texts());
  expect(text).toContain('X down');
  expect(text).not.toMatch(/Cloud down|Gossip|X slow/u);
  expect(text).toContain('4 items read · 1 suggestion waits for a person: /stories review');
});

it('tells the way of a phase in one step, and none that led back', async () => {
  const rose = await storedStory(at.store, 'X outage');
  const back = await storedStory(at.store, 'Cloud outage');
  const channel = await withDigest(rose.id);
  await at.store.channels.follow(channel.id, 'story', back.id, NOON);
  await at.store.stories.setPhase(rose.id, 'sustained', hours(0.1));
  await at.store.stories.setPhase(rose.id, 'breaking', hours(0.2));
  await at.store.stories.setPhase(back.id, 'fading', hours(0.1));
  await at.store.stories.setPhase(back.id, 'developing', hours(0.2));

  await build(channel, hours(1));

  const text = only(await texts());
  expect(text).toContain('X outage · developing → breaking, no new reports');
  expect(text).toContain('1 followed story quiet');
});

it('misses nothing that a classifier keeps while it is being written', async () => {
  const { id } = await storedStory(at.store, 'X outage');
  const channel = await withDigest(id);
  const [report] = await storedItems(at.store, [entry('X down')]);
  const steps = new EventEmitter();
  const kept = once(steps, 'kept');
  const classifying = at.store.transactStories(async ({ assignments }) => {
    await assignments.put(assignment({ itemId: report?.id ?? '', storyId: id, assignedAt: hours(0.9) }));
    const commit = once(steps, 'commit');
    steps.emit('kept');
    await commit;
  });
  await kept;

  const digest = build(channel, hours(1));
  await Promise.race([digest, someoneWaits(at.pool)]);
  steps.emit('commit');
  await Promise.all([classifying, digest]);

  expect(only(await texts())).toContain('X down');
});

it('is followed by what a classifier keeps that had to wait for it', async () => {
  const { id } = await xOutage(at.store);
  await storedItems(at.store, [entry(X_REPORTS[0])]);
  let now = hours(0.9);
  const steps = new EventEmitter();
  const held = once(steps, 'held');
  const someone = at.store.transactStories(async () => {
    const release = once(steps, 'release');
    steps.emit('held');
    await release;
  });
  await held;

  const classified = classifier(at.store, () => now).run();
  await someoneWaits(at.pool);
  now = hours(1.1); // a digest was written up to 13:00 in the meantime
  steps.emit('release');
  await Promise.all([someone, classified]);

  const joined = await at.store.assignments.joined([id], hours(1), hours(2));
  expect(joined.map(({ item }) => item.title)).toEqual([X_REPORTS[0]]);
});
