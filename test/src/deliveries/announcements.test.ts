import { describe, expect, it } from 'vitest';
import { announcements, newsFor, type Moved } from '../../../src/deliveries/announcements.ts';
import { arrivalAt, wants } from '../../../src/deliveries/audience.ts';
import { say } from '../../../src/messages/message.ts';
import { channel, fold, hours, NOON, story, update } from '../../support/builders.ts';
import { textOf } from '../../support/message-text.ts';

const card = say('The card.');

const moved = (over: Partial<Moved> = {}): Moved => ({
  story: story('X outage'),
  news: [fold(update('X down'))],
  rose: false,
  now: NOON,
  ...over,
});

const written = (over: Partial<Moved>, settings: Parameters<typeof channel>[0]) => {
  const all = moved(over);
  return announcements(all, channel(settings), all.news, card);
};

const kinds = (...args: Parameters<typeof written>): string[] => written(...args).map(({ kind }) => kind);

describe('a story that moved', () => {
  it('is one message in a channel without threads, told with its rise', () => {
    const [only, ...more] = written({ rose: true }, { updates: 'channel' });

    expect(more).toEqual([]);
    expect(only).toMatchObject({ kind: 'update', parentKey: null });
    expect(only && textOf(only.message)).toContain('Now developing.');
  });

  it('is a living post with the report in its thread', () => {
    const [post, report] = written({}, { updates: 'thread' });

    expect(post).toMatchObject({ kind: 'post', message: card, parentKey: null });
    expect(report).toMatchObject({ kind: 'update', parentKey: post?.key });
  });

  it('is only its living post where edits are wished for, and speaks up when it rises', () => {
    expect(kinds({}, { updates: 'edits' })).toEqual(['post']);
    expect(kinds({ rose: true }, { updates: 'edits' })).toEqual(['post', 'phase']);
    expect(kinds({ rose: true }, { updates: 'thread' })).toEqual(['post', 'update', 'phase']);
  });

  it('has the same keys each time, so that nothing is told twice', () => {
    const all = moved({ rose: true });
    const there = channel({ updates: 'thread' });
    const keys = () => announcements(all, there, all.news, card).map(({ key }) => key);

    expect(keys()).toEqual(keys());
    expect(new Set(keys()).size).toBe(3);
  });

  it('without news is no message', () => {
    expect(announcements(moved(), channel({ updates: 'channel' }), [], card)).toEqual([]);
  });
});

describe('the news for a channel', () => {
  it('is no older than three days', () => {
    const news = [
      fold(update('Old', { published: hours(-73) })),
      fold(update('New', { published: hours(-71) })),
      fold(update('Undated', { published: null })),
    ];

    const told = newsFor(channel(), moved({ news })).map(({ first }) => first.item.title);

    expect(told).toEqual(['New', 'Undated']);
  });

  it.each([
    [{}, true],
    [{ mutedSources: ['news.example'] }, false],
    [{ mutedSources: ['EXAMPLE NEWS'] }, false],
    [{ mutedSources: ['other.example'] }, true],
    [{ includeWords: ['outage', 'DOWN'] }, true],
    [{ includeWords: ['weather'] }, false],
    [{ excludeWords: ['rumour'] }, false],
    [{ includeWords: ['down'], excludeWords: ['rumour'] }, false],
    [{ excludeWords: ['weather'] }, true],
  ])('with %j holds a report: %s', (settings, wanted) => {
    expect(wants(channel(settings), update('X down', { text: 'A rumour says so.' }))).toBe(wanted);
  });
});

describe('in quiet hours', () => {
  const quietHours = { from: '11:00', to: '14:00', timeZone: 'UTC' };

  it.each([
    ['developing', true, hours(2)],
    ['breaking', true, null],
    ['breaking', false, hours(2)],
  ] as const)('a %s story, where breaking ones pass: %s, comes at %s', (phase, breakingPasses, notBefore) => {
    const there = channel({ quietHours, breakingPasses }, { platform: 'slack' });

    expect(arrivalAt(there, phase, NOON)).toEqual({ notBefore, silent: false });
  });

  it('Discord gets it without a sound', () => {
    const there = channel({ quietHours }, { platform: 'discord' });

    expect(arrivalAt(there, 'developing', NOON)).toEqual({ notBefore: null, silent: true });
  });

  it('that are over hold nothing', () => {
    expect(arrivalAt(channel({ quietHours }), 'developing', hours(3))).toEqual({
      notBefore: null,
      silent: false,
    });
  });
});
