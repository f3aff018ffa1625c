import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { createSecretBox } from '../../adapters/secrets/secret-box.ts';
import { newFeed, NOON, only } from '../support/builders.ts';
import { rssOf } from '../support/feed-server.ts';
import { useStore } from '../support/store.ts';
import { dataFolder, run, settingsFor, SYSTEM_TEST_MS } from '../support/program.ts';

const at = useStore();

const slow = { timeout: SYSTEM_TEST_MS };

it('lists every mistake in the settings, each with what to do', slow, async () => {
  const settings = settingsFor(await dataFolder(), {
    PORT: 'http',
    RETENTION_DAYS: '0',
    REDIS_URL: 'localhost',
    SLACK_BOT_TOKEN: 'secret-slack-token',
    SLACK_APP_TOKEN: 'xapp-1',
  });

  const { code, complained } = await run(['start'], settings);

  expect(code).toBe(2);
  expect(complained).toContain('The settings have 4 mistakes:');
  expect(complained).toContain('PORT must be a whole number from 1 to 65535');
  expect(complained).toContain('RETENTION_DAYS must be from 1 to 3650');
  expect(complained).toContain('REDIS_URL must be an address like redis://host:6379');
  expect(complained).toMatch(/SLACK_BOT_TOKEN must begin with xoxb-.*OAuth/u);
  expect(complained).not.toContain('secret-slack-token');
});

it('prints the settings as understood and hides the secrets', slow, async () => {
  const settings = settingsFor(await dataFolder(), {
    DATABASE_URL: 'postgres://watch:hush@db.example/watch',
    SECRET_KEY: 'a key that nobody may see',
  });

  const { code, said } = await run(['config'], settings);

  expect(code).toBe(0);
  expect(said).toContain('db.example/watch');
  expect(said).not.toMatch(/hush|nobody may see/u);
});

it.each([
  { words: ['strat'], told: "unknown command 'strat'" },
  { words: ['demo', '--onc'], told: "unknown option '--onc'" },
])('says what it does not understand in $words', slow, async ({ words, told }) => {
  const { code, complained } = await run(words, settingsFor(await dataFolder()));

  expect(code).toBe(2);
  expect(complained).toContain(told);
  expect(complained).toContain('storywatch --help');
});

it('checks feeds without a database', slow, async () => {
  const settings = settingsFor(await dataFolder(), { DATABASE_URL: 'postgres://nobody@nowhere.invalid/' });

  const { code, said, complained } = await run(['feed', 'check', '--json', '-'], settings, [rssOf('One')]);

  expect({ code, complained }).toEqual({ code: 0, complained: '' });
  expect(JSON.parse(said)).toMatchObject({ file: '-', format: 'rss', items: [{ title: 'One' }] });
});

it('ends without a word when nobody reads on', slow, async () => {
  const feed = join(await dataFolder(), 'feed.xml');
  await writeFile(feed, rssOf(...Array.from({ length: 100 }, (_, index) => `Report ${index}`)));
  const program = fileURLToPath(new URL('../../bin/storywatch.js', import.meta.url));
  const command = ['feed', 'check', '--json', ...Array<string>(100).fill(feed)];

  const { stdout, stderr } = await promisify(execFile)('sh', [
    '-c',
    '"$@" | head -n 1',
    'sh',
    execPath,
    program,
    ...command,
  ]);

  expect(stdout.trim().split('\n')).toHaveLength(1);
  expect(stderr).toBe('');
});

it.each([
  ['ada:pass word', 'a user name and password', 'authorization', 'Basic YWRhOnBhc3Mgd29yZA=='],
  ['X-Api-Key: 12345', 'the header x-api-key', 'x-api-key', '12345'],
])('stores the login “%s” sealed, as %s', slow, async (line, told, name, value) => {
  const { id } = only(await at.store.feeds.add([newFeed('https://members.example/feed')], NOON));
  const settings = settingsFor(await dataFolder(), {
    DATABASE_URL: at.url,
    SECRET_KEY: 'a key of this test',
  });

  const { code, said } = await run(['feed', 'login', 'https://members.example/feed'], settings, [line]);

  const stored = (await at.store.feeds.find(id))?.credentials ?? '';
  expect({ code, said }).toMatchObject({
    code: 0,
    said: expect.stringContaining(`is read with ${told} from now on`),
  });
  expect(stored).not.toMatch(/ada|12345|YWRh|Basic/u);
  expect(JSON.parse(createSecretBox('a key of this test').open(stored) ?? '')).toEqual({ [name]: value });
  expect(createSecretBox('another key').open(stored)).toBeNull();
});

it('stores no login without a key', slow, async () => {
  const settings = settingsFor(await dataFolder(), { DATABASE_URL: at.url });

  const { code, complained } = await run(['feed', 'login', 'members'], settings, ['ada:pw']);

  expect(code).toBe(2);
  expect(complained).toContain('SECRET_KEY is not set');
});

it('says that Redis does not answer, and ends', slow, async () => {
  const settings = settingsFor(await dataFolder(), {
    DATABASE_URL: inject('postgresUrl'),
    REDIS_URL: 'redis://127.0.0.1:9',
  });

  const { code, complained } = await run(['start'], settings);

  expect(code).toBe(1);
  expect(complained).toContain('Redis cannot be reached (REDIS_URL)');
  expect(complained).not.toMatch(/^ {4}at /mu); // a stack would hide it
});
