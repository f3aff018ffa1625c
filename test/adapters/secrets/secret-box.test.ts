import { describe, expect, it } from 'vitest';
import { createSecretBox } from '../../../adapters/secrets/secret-box.ts';
import { basicAuth, headerLine, headersOf, sealHeaders } from '../../../src/feeds/credentials.ts';
import type { Feed } from '../../../src/feeds/feed.ts';

const box = createSecretBox('a key of at least sixteen characters');

const feedWith = (credentials: string | null): Feed => ({
  id: 'f',
  url: 'https://news.example/feed',
  title: 'News',
  siteUrl: null,
  folder: null,
  language: null,
  state: 'active',
  stateReason: null,
  pinnedIntervalMs: null,
  credentials,
  createdAt: new Date(0),
  nextDueAt: new Date(0),
  lastCheckedAt: null,
  lastReadAt: null,
  failures: 0,
  failingSince: null,
  failure: null,
  validators: null,
  askedIntervalMs: null,
  skipHours: [],
  skipDays: [],
  note: null,
  silentSince: null,
  movedTo: null,
  movedCount: 0,
  polls: 0,
  pollsUnchanged: 0,
  bytes: 0,
});

describe('a stored login', () => {
  it('comes back as the headers it was', () => {
    const sealed = sealHeaders(box, basicAuth('ada:Grüße:1'));

    expect(sealed).not.toContain('ada');
    expect(headersOf(feedWith(sealed), box)).toEqual({
      headers: { authorization: `Basic ${Buffer.from('ada:Grüße:1').toString('base64')}` },
    });
  });

  it('is told apart from one that was sealed with another key', () => {
    const sealed = createSecretBox('another key of enough characters').seal('{}');

    expect(headersOf(feedWith(sealed), box)).toMatchObject({
      kind: 'failed',
      failure: { message: expect.stringContaining('another SECRET_KEY') },
    });
  });

  it('says that SECRET_KEY is missing instead of asking without a login', () => {
    const sealed = sealHeaders(box, basicAuth('ada:secret'));

    expect(headersOf(feedWith(sealed), null)).toMatchObject({
      kind: 'failed',
      failure: { message: expect.stringContaining('SECRET_KEY is not set') },
    });
  });

  it('cannot be changed unnoticed', () => {
    const sealed = box.seal('secret');
    const changed = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;

    expect(box.open(changed)).toBeNull();
  });

  it('is not made of a line that is no header', () => {
    expect(headerLine('Authorization: Bearer abc')).toEqual({ authorization: 'Bearer abc' });
    expect(headerLine('no header')).toBeNull();
    expect(headerLine('ada:password')).toBeNull();
  });
});
