import { describe, expect, it } from 'vitest';
import { floodIn } from '../../../src/feeds/flood.ts';

describe('a poll with many new items', () => {
  it('is news as long as a busy publisher could have written it', () => {
    expect(floodIn({ entries: 99, fresh: 99, renamed: 0 })).toBeNull();
  });

  it('is held back when it is more than a publisher writes between two polls', () => {
    expect(floodIn({ entries: 120, fresh: 100, renamed: 0 })).toContain('100 new items');
  });

  it('is held back when the items were there under other ids', () => {
    expect(floodIn({ entries: 20, fresh: 20, renamed: 18 })).toContain('changed the ids');
  });

  it('is news when a few items happen to share a title with older ones', () => {
    expect(floodIn({ entries: 20, fresh: 20, renamed: 4 })).toBeNull();
  });
});
