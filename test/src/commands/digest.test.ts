import { describe, expect, it } from 'vitest';
import type { Channel } from '../../../src/digests/channel.ts';
import { bob, entry, hours, NOON, room, storedReports, storedStory } from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

const channel = (): Promise<Channel> => at.store.channels.ensure(room, NOON);

describe('a schedule', () => {
  it('is set, shown, taken back and set again', async () => {
    const { ask, undo } = openDesk(at.store);

    expect(await ask('/digest schedule weekdays 9:00 Europe/Paris')).toBe(
      'This channel gets a digest on weekdays at 09:00 (Europe/Paris); the first 2025-03-11 08:00 UTC.',
    );
    expect(await ask('/digest status', { actor: bob })).toBe(
      'A digest comes on weekdays at 09:00 (Europe/Paris); the next 2025-03-11 08:00 UTC.',
    );

    await ask('/storywatch undo');
    expect(await channel()).toMatchObject({ digest: null, digestDueAt: null });
    expect(await ask('/digest status')).toContain('gets no digest');

    await ask('/storywatch undo 2');
    expect(await channel()).toMatchObject({
      digest: { times: ['09:00'], timeZone: 'Europe/Paris' },
      digestDueAt: new Date('2025-03-11T08:00:00Z'),
    });
    await expect(undo()).rejects.toThrow('cannot be undone');
  });

  it('can be taken back although a digest has come since', async () => {
    const { ask } = openDesk(at.store);
    await ask('/digest schedule daily 13:00 UTC');
    const { id, lastDigestAt } = await channel();
    await at.store.channels.advanceDigest(id, lastDigestAt, hours(1), hours(25));

    expect(await ask('/storywatch undo')).toContain('Undone');

    expect(await channel()).toMatchObject({ digest: null, digestDueAt: null, lastDigestAt: hours(1) });
  });

  it('takes its zone from an option, too', async () => {
    const { ask } = openDesk(at.store);

    expect(await ask('/digest schedule daily 08:00 time-zone:Asia/Tokyo')).toContain('08:00 (Asia/Tokyo)');
    expect(await ask('/digest schedule daily 08:00 time-zone:Mars')).toBe(
      '"Mars" is no time zone. Write it like Europe/Paris.',
    );
  });

  it('keeps its zone when only the time is changed', async () => {
    const { ask } = openDesk(at.store);
    await ask('/digest schedule daily 08:00 Asia/Tokyo');

    expect(await ask('/digest schedule daily 09:00')).toContain('09:00 (Asia/Tokyo)');
  });

  it('begins a day back in a channel that is known for long', async () => {
    await at.store.channels.ensure(room, hours(-24 * 90));

    await openDesk(at.store).ask('/digest schedule daily 13:00 UTC');

    expect(await channel()).toMatchObject({ lastDigestAt: hours(-24), digestDueAt: hours(1) });
  });

  it('that is changed loses nothing of its window', async () => {
    await at.store.channels.ensure(room, hours(-48));
    const { id } = await channel();
    await at.store.channels.setDigest(id, { times: ['08:00'], weekdays: [1], timeZone: 'UTC' }, hours(20));

    await openDesk(at.store).ask('/digest schedule daily 13:00 UTC');

    expect(await channel()).toMatchObject({ lastDigestAt: hours(-48) });
  });

  it.each([
    ['/digest schedule daily 8 o’clock', '"8" is no time of day (08:00)'],
    ['/digest schedule daily 08:00 Mars/Olympus', '"Mars/Olympus" is no time of day'],
    ['/digest schedule', 'The when is missing. Usage: /digest schedule <when>'],
    ['/digest weekly', '/digest has no "weekly"'],
    ['/digest', '/digest schedule <when>'],
  ])('says what is wrong with %s', async (line, answer) => {
    expect(await openDesk(at.store).ask(line)).toContain(answer);
    expect(await at.store.audit.recent(1)).toEqual([]);
  });

  it('is ended, and comes back', async () => {
    const { ask, undo } = openDesk(at.store);
    expect(await ask('/digest off')).toBe('This channel gets no digest already.');
    await ask('/digest schedule daily 13:00 UTC');

    expect(await ask('/digest off')).toBe('This channel gets no digest any more.');
    expect(await channel()).toMatchObject({ digest: null, digestDueAt: null });
    await undo();

    expect(await channel()).toMatchObject({ digest: { times: ['13:00'] }, digestDueAt: hours(1) });
  });

  it.each(['schedule daily', 'off'])('is for admins: %s', async (action) => {
    expect(await openDesk(at.store).ask(`/digest ${action}`, { actor: bob })).toContain('is for admins');
  });
});

describe('a digest asked for', () => {
  it('needs something that is followed', async () => {
    expect(await openDesk(at.store).ask('/digest now')).toContain('follows nothing yet. Try /stories list');
  });

  it('tells of the last day and changes nothing', async () => {
    await at.store.channels.ensure(room, hours(-24 * 90));
    const { id } = await storedStory(at.store, 'X outage');
    await storedReports(at.store, id, [entry('X down')], { assignedAt: hours(-23) });
    await storedReports(at.store, id, [entry('Long ago')], { assignedAt: hours(-25) });
    const { ask } = openDesk(at.store);
    await ask('/stories follow x-outage');
    const before = await channel();

    const [first, second] = [await ask('/digest now', { actor: bob }), await ask('/digest now')];

    expect(first).toContain('X down');
    expect(first).not.toContain('Long ago');
    expect(second).toBe(first);
    expect(await channel()).toEqual(before);
  });

  it('tells of everything since the last one where that is longer ago', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    await at.store.channels.ensure(room, hours(-72));
    const weekly = { times: ['08:00'], weekdays: [1], timeZone: 'UTC' };
    await at.store.channels.setDigest((await channel()).id, weekly, hours(140));
    await storedReports(at.store, id, [entry('Two days ago')], { assignedAt: hours(-48) });
    const { ask } = openDesk(at.store);
    await ask('/stories follow x-outage');

    expect(await ask('/digest now')).toContain('Two days ago');
  });
});
