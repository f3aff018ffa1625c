import { describe, expect, it } from 'vitest';
import { ConfigError, describeConfig, readConfig } from '../../src/config.ts';

function problemsOf(env: Readonly<Record<string, string>>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

it('needs no setting at all', () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: undefined,
    redisUrl: undefined,
    dataDir: '.storywatch',
    discord: undefined,
    slack: undefined,
    pollFloorMs: 300_000,
    fetchMaxBytes: 10_000_000,
    web: { port: 8080, host: '127.0.0.1' },
    retentionDays: 30,
    logLevel: 'info',
  });
});

it('takes an empty value for none', () => {
  expect(readConfig({ DATABASE_URL: '', PORT: ' ', LOG_LEVEL: '' })).toEqual(readConfig({}));
});

it('does not mind blanks and line ends around a value, as files of secrets have them', () => {
  const config = readConfig({
    SLACK_BOT_TOKEN: 'xoxb-1\n',
    SLACK_APP_TOKEN: ' xapp-1 ',
    PORT: ' 9000\n',
    ADMINS: ' U1, U2 U3,',
  });

  expect(config).toMatchObject({
    slack: { botToken: 'xoxb-1', appToken: 'xapp-1' },
    web: { port: 9000 },
    admins: ['U1', 'U2', 'U3'],
  });
});

it('asks for embeddings only when told to, and names what is missing', () => {
  expect(readConfig({}).embeddings).toBeUndefined();
  expect(
    readConfig({ EMBEDDINGS: 'off', EMBEDDINGS_URL: 'http://localhost:1/v1' }).embeddings,
  ).toBeUndefined();
  expect(readConfig({ EMBEDDINGS: 'local' }).embeddings).toMatchObject({ url: undefined });
  expect(readConfig({ EMBEDDINGS_URL: 'http://localhost:1/v1', EMBEDDINGS_MODEL: 'm' }).embeddings).toEqual({
    model: 'm',
    url: 'http://localhost:1/v1',
    key: undefined,
  });
  expect(problemsOf({ EMBEDDINGS_URL: 'http://localhost:1/v1' })).toContain('EMBEDDINGS_MODEL is missing');
  expect(problemsOf({ EMBEDDINGS: 'yes' })).toContain('EMBEDDINGS must be off or local');
});

it('groups the settings of a chat', () => {
  const config = readConfig({
    DISCORD_TOKEN: 'aaa.bbb.ccc',
    DISCORD_GUILD_IDS: '12345678901234567,22345678901234567',
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: '0123456789abcdef',
  });

  expect(config.discord).toMatchObject({
    token: 'aaa.bbb.ccc',
    guildIds: ['12345678901234567', '22345678901234567'],
  });
  expect(config.slack).toMatchObject({
    botToken: 'xoxb-1',
    signingSecret: '0123456789abcdef',
    appToken: undefined,
  });
});

it('takes a token of any form for a stand-in of Discord', () => {
  const env = { DISCORD_TOKEN: 'anything', DISCORD_API_URL: 'http://127.0.0.1:9/api' };

  expect(readConfig(env).discord).toMatchObject({ token: 'anything' });
});

it.each([
  ['DATABASE_URL', 'mysql://host/db', 'must be an address like postgres://'],
  ['DATABASE_URL', 'storywatch', 'must be an address like postgres://'],
  ['REDIS_URL', 'localhost:6379', 'must be an address like redis://'],
  ['DISCORD_TOKEN', 'abc', 'must be a bot token of three parts'],
  ['DISCORD_GUILD_IDS', '123', 'must be guild ids of 17 to 20 digits'],
  ['SLACK_BOT_TOKEN', 'xapp-1', 'must begin with xoxb-'],
  ['SLACK_APP_TOKEN', 'xoxb-1', 'must begin with xapp-'],
  ['POLL_FLOOR_MINUTES', '0', 'must be from 1 to 1440'],
  ['POLL_FLOOR_MINUTES', 'five', 'must be a whole number from 1 to 1440'],
  ['PORT', '-1', 'must be a whole number from 1 to 65535'],
  ['PORT', '70000', 'must be from 1 to 65535'],
  ['FETCH_ALLOW', 'intranet', 'must be address ranges like 10.0.0.0/8'],
  ['FETCH_ALLOW', '10.0.0.0/99', 'must be address ranges like 10.0.0.0/8'],
  ['FETCH_ALLOW', 'dead/8', 'must be address ranges like 10.0.0.0/8'],
  ['SECRET_KEY', 'short', 'must have at least 16 characters'],
  ['LOG_LEVEL', 'loud', 'must be trace, debug, info'],
  ['PUBLIC_URL', 'example.org', 'must be an address like https://'],
])('says what %s=%s must be', (name, value, must) => {
  expect(problemsOf({ [name]: value })).toContain(`  - ${name} ${must}`);
});

it.each(['10.0.0.0/8', '192.168.1.5', 'fd00::/8', '::1', '10.0.0.0/8, 127.0.0.1'])(
  'takes %s for address ranges',
  (ranges) => {
    expect(problemsOf({ FETCH_ALLOW: ranges })).toBe('');
  },
);

it.each([
  [
    { SLACK_BOT_TOKEN: 'xoxb-1' },
    'SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET',
  ],
  [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN is missing'],
])('says what is missing beside %j', (env, problem) => {
  expect(problemsOf(env)).toContain(problem);
});

it('lists every mistake at once', () => {
  const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'loud', DATABASE_URL: 'x', SLACK_BOT_TOKEN: 'xoxb-1' });

  expect(problems).toContain('The settings have 4 mistakes:');
  for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'SLACK_BOT_TOKEN']) {
    expect(problems).toContain(`  - ${name} `);
  }
  expect(problems).toContain('README.md');
});

it('never repeats a secret that is wrong', () => {
  const problems = problemsOf({
    DISCORD_TOKEN: 'hunter2',
    SLACK_BOT_TOKEN: 'hunter2',
    SECRET_KEY: 'hunter2',
    DATABASE_URL: 'mysql://u:hunter2@host/db',
  });

  expect(problems).not.toContain('hunter2');
});

const printed = (env: Readonly<Record<string, string>>): string => describeConfig(readConfig(env));

describe('the settings as printed', () => {
  it('name what is set and what is not', () => {
    const text = printed({ PORT: '9000', ADMINS: 'U1,U2' });

    expect(text).toContain('web.port = 9000');
    expect(text).toContain('admins = U1, U2');
    expect(text).toContain('redisUrl = (not set)');
    expect(text).toContain('allowedSpaces = (none)');
  });

  it.each([
    [{ DATABASE_URL: 'postgres://user:hunter2@host:5432/db' }, 'postgres://user:(hidden)@host:5432/db'],
    [{ DATABASE_URL: 'postgres://user:hun@ter2@host/db' }, '(hidden)@host/db'],
    [{ DATABASE_URL: 'postgres://host/db?user=a&password=hunter2' }, 'host/db?user=a&password=(hidden)'],
    [{ REDIS_URL: 'rediss://:hunter2@host:6379/1' }, 'rediss://:(hidden)@host:6379/1'],
    [{ DISCORD_TOKEN: 'hun.ter2.hunter2' }, 'discord.token = (set, hidden)'],
    [{ SLACK_BOT_TOKEN: 'xoxb-hunter2', SLACK_APP_TOKEN: 'xapp-hunter2' }, 'slack.botToken = (set, hidden)'],
    [{ SECRET_KEY: 'hunter2hunter2hunter2' }, 'secretKey = (set, hidden)'],
  ])('hide the secret of %j', (env, shown) => {
    const text = printed(env);

    expect(text).toContain(shown);
    expect(text).not.toMatch(/hunter2|ter2/u);
  });
});
