import { describe, expect, it } from 'vitest';
import { createAddressGuard } from '../../../adapters/feeds/address-guard.ts';
import { rssOf, type FeedServer } from '../../support/feed-server.ts';
import { failureIn, openReader, openServer, titlesIn } from './open-reader.ts';

const REFUSED = (
  '127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 ' +
  '169.254.169.254 169.254.170.2 100.64.0.1 100.100.100.200 192.0.0.192 192.0.2.1 198.18.0.1 ' +
  '198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 fe80::1 ' +
  'fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 2001:db8::1 fec0::1 100::1 ::ffff:127.0.0.1 ' +
  '::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::ffff:0:127.0.0.1 ' +
  '64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::10.0.0.1 2002:7f00:1:: 2002:a00:1::1 ' +
  '2001:0:4136:e378:8000:63bf:3fff:fdd2 5f00::1'
).split(' ');

const resolveTo = (...addresses: string[]) => {
  return () =>
    Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
};

const portOf = ({ origin }: FeedServer): string => new URL(origin).port;

describe('the guard', () => {
  it.each([...REFUSED, 'not an address', ''])('refuses %s', (address) => {
    expect(createAddressGuard([])(address)).toBe(false);
  });

  it.each(['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])(
    'lets %s through',
    (address) => {
      expect(createAddressGuard([])(address)).toBe(true);
    },
  );

  it('lets through what it is told to, in any form, and nothing beside it', () => {
    const guard = createAddressGuard(['10.1.0.0/16', 'fd00::/8', '192.168.1.7']);

    expect(
      ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '192.168.1.7'].map((address) => guard(address)),
    ).toEqual([true, true, true, true]);
    expect(['10.2.0.1', '192.168.1.8', 'fe80::1', '127.0.0.1'].map((address) => guard(address))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('complains about a range that is none', () => {
    expect(() => createAddressGuard(['10.0.0.0/99'])).toThrow(/“10.0.0.0\/99” is not an address range/);
    expect(() => createAddressGuard(['intranet'])).toThrow(/“intranet” is not an address range/);
  });
});

describe('a reader without allowed ranges', () => {
  // Forms that have slipped past guards which look at the text of an address, or only at names.
  it.each([
    '127.0.0.1',
    '127.1',
    '127.0.1',
    '0',
    '0.0.0.0',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '0x7f.1',
    '127.0.0.1.',
    '１２７.0.0.1',
    '127。0。0。1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    '[::ffff:0:127.0.0.1]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    '%6c%6f%63%61%6c%68%6f%73%74',
  ])('does not reach a server on this machine as %s', async (host) => {
    const server = await openServer();
    server.page('/feed', rssOf('secret'));
    const reader = openReader({ allow: [] });
    const { port } = new URL(server.origin);

    const outcome = await reader.read({ url: `http://${host}:${port}/feed`, validators: null });

    expect(failureIn(outcome).cause).toMatch(/^(?:refused-address|dns)$/);
    expect(server.seen).toEqual([]);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://100.100.100.200/',
    'http://192.168.0.1/',
    'https://10.0.0.1/',
  ])('does not ask %s', async (url) => {
    const outcome = await openReader({ allow: [] }).read({ url, validators: null });

    expect(failureIn(outcome).cause).toBe('refused-address');
  });

  it.each([
    'ftp://example.org/feed',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://user:pass@example.org/',
    'no address',
    '',
  ])('does not take %s for an address', async (url) => {
    const outcome = await openReader({ allow: [] }).read({ url, validators: null });

    expect(failureIn(outcome).cause).toBe('bad-url');
  });
});

describe('a name', () => {
  it('is refused when one of its addresses is', async () => {
    const server = await openServer();
    const reader = openReader({ allow: [], resolve: resolveTo('93.184.216.34', '127.0.0.1') });

    const outcome = await reader.read({
      url: `http://news.example.org:${portOf(server)}/`,
      validators: null,
    });

    expect(failureIn(outcome).cause).toBe('refused-address');
    expect(server.seen).toEqual([]);
  });

  it('is looked up once: what is checked is what is connected to', async () => {
    const server = await openServer();
    server.page('/feed', rssOf('one'));
    const answers = ['127.0.0.1', '127.0.0.2'];
    const resolve = () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]);
    const reader = openReader({ allow: ['127.0.0.1'], resolve });

    const outcome = await reader.read({
      url: `http://rebind.example.org:${portOf(server)}/feed`,
      validators: null,
    });

    expect(titlesIn(outcome)).toEqual(['one']);
    expect(answers).toEqual(['127.0.0.2']);
  });

  it('is refused when its second answer is, behind a redirect to itself', async () => {
    const server = await openServer();
    server.page('/a', { status: 302, headers: { location: '/b', connection: 'close' } });
    server.page('/b', rssOf('secret'));
    const answers = ['127.0.0.1', '127.0.0.2'];
    const resolve = () => Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]);
    const reader = openReader({ allow: ['127.0.0.1'], resolve });

    const outcome = await reader.read({
      url: `http://rebind.example.org:${portOf(server)}/a`,
      validators: null,
    });

    expect(failureIn(outcome).cause).toBe('refused-address');
    expect(server.seen.map(({ path }) => path)).toEqual(['/a']);
  });

  it('is refused when it resolves to a mapped form', async () => {
    const reader = openReader({ allow: [], resolve: resolveTo('::ffff:127.0.0.1') });

    const outcome = await reader.read({ url: 'http://mapped.example.org/', validators: null });

    expect(failureIn(outcome).cause).toBe('refused-address');
  });

  it('that does not exist is told as such', async () => {
    const reader = openReader({
      resolve: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
    });

    const outcome = await reader.read({ url: 'http://nowhere.example.org/', validators: null });

    expect(failureIn(outcome).cause).toBe('dns');
  });
});
