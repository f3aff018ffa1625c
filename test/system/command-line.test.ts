import { expect, inject, it } from 'vitest';
import { dataFolder, run, settingsFor, SYSTEM_TEST_MS } from '../support/program.ts';

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
