import { isIP } from 'node:net';
import { z } from 'zod';

/** Everything the environment may say, understood and grouped. */
export interface Config {
  /** Unset: an embedded server in the data folder. */
  readonly databaseUrl: string | undefined;
  /** Unset: the queue runs on PostgreSQL. */
  readonly redisUrl: string | undefined;
  readonly dataDir: string;
  readonly discord:
    | { readonly token: string; readonly guildIds: readonly string[]; readonly apiUrl: string | undefined }
    | undefined;
  readonly slack:
    | {
        readonly botToken: string;
        readonly appToken: string | undefined;
        readonly signingSecret: string | undefined;
        readonly apiUrl: string | undefined;
      }
    | undefined;
  /** Empty: the spaces that the tokens belong to. */
  readonly allowedSpaces: readonly string[];
  readonly admins: readonly string[];
  readonly pollFloorMs: number;
  readonly fetchAllow: readonly string[];
  readonly fetchMaxBytes: number;
  readonly contactUrl: string | undefined;
  readonly web: { readonly port: number; readonly host: string; readonly publicUrl: string | undefined };
  readonly retentionDays: number;
  readonly secretKey: string | undefined;
  /** A model that tells the meaning of texts; `url`: an OpenAI-compatible API, unset: in this process. */
  readonly embeddings:
    | { readonly model: string; readonly url: string | undefined; readonly key: string | undefined }
    | undefined;
  readonly logLevel: string;
}

/** What is wrong with the environment: one line a variable, each with what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Each begins with the variable's name. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The settings have ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n` +
        problems.map((problem) => `  - ${problem}`).join('\n') +
        '\nAll settings are listed in README.md and .env.example.',
    );
    this.problems = problems;
  }
}

const MINUTE_MS = 60_000;

const list = z
  .string()
  .transform((text) => text.split(/[\s,]+/u).filter((part) => part !== ''))
  .default([]);

const urlWith = (protocols: readonly string[], example: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
      error: `must be an address like ${example}`,
    })
    .optional();

const whole = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d+$/u, { error: `must be a whole number from ${min} to ${max}` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error: `must be from ${min} to ${max}` })
    .default(fallback);

const token = (prefix: string, where: string) =>
  z
    .string()
    .startsWith(prefix, { error: `must begin with ${prefix}; find it under ${where}` })
    .optional();

const httpUrl = urlWith(['http:', 'https:'], 'https://storywatch.example.org');

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

const environment = z.object({
  DATABASE_URL: urlWith(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/storywatch'),
  REDIS_URL: urlWith(['redis:', 'rediss:'], 'redis://host:6379'),
  DATA_DIR: z.string().default('.storywatch'),
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_GUILD_IDS: list.refine((ids) => ids.every((id) => /^\d{17,20}$/u.test(id)), {
    error: 'must be guild ids of 17 to 20 digits, separated by commas (Discord: Copy Server ID)',
  }),
  DISCORD_API_URL: httpUrl,
  SLACK_BOT_TOKEN: token('xoxb-', 'OAuth & Permissions'),
  SLACK_APP_TOKEN: token('xapp-', 'Basic Information, App-Level Tokens'),
  SLACK_SIGNING_SECRET: z
    .string()
    .min(8, { error: 'is too short; find it under Basic Information' })
    .optional(),
  SLACK_API_URL: httpUrl,
  ALLOWED_SPACES: list,
  ADMINS: list,
  POLL_FLOOR_MINUTES: whole(1, 1440, 5),
  FETCH_ALLOW: list.refine((ranges) => ranges.every(isAddressRange), {
    error: 'must be address ranges like 10.0.0.0/8, separated by commas',
  }),
  FETCH_MAX_BYTES: whole(10_000, 1_000_000_000, 10_000_000),
  CONTACT_URL: httpUrl,
  PORT: whole(1, 65_535, 8080),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: httpUrl,
  RETENTION_DAYS: whole(1, 3650, 30),
  SECRET_KEY: z
    .string()
    .min(16, { error: 'must have at least 16 characters; try: openssl rand -base64 32' })
    .optional(),
  EMBEDDINGS: z.enum(['off', 'local'], { error: 'must be off or local' }).optional(),
  EMBEDDINGS_URL: httpUrl,
  EMBEDDINGS_MODEL: z.string().optional(),
  EMBEDDINGS_KEY: z.string().optional(),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
});

/** Every variable that is read. */
export const SETTING_NAMES: readonly string[] = Object.keys(environment.shape);

const crossChecks = (env: Readonly<Record<string, string>>): string[] => {
  const problems: string[] = [];
  if (!env['SLACK_BOT_TOKEN'] && (env['SLACK_APP_TOKEN'] || env['SLACK_SIGNING_SECRET'])) {
    problems.push(
      'SLACK_BOT_TOKEN is missing while other Slack settings are there; find it under OAuth & Permissions',
    );
  }
  if (env['SLACK_BOT_TOKEN'] && !env['SLACK_APP_TOKEN'] && !env['SLACK_SIGNING_SECRET']) {
    problems.push(
      'SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it',
    );
  }
  // A stand-in for Discord has tokens of its own kind.
  if (
    env['DISCORD_TOKEN'] &&
    !env['DISCORD_API_URL'] &&
    !/^[\w-]+\.[\w-]+\.[\w-]+$/u.test(env['DISCORD_TOKEN'])
  ) {
    problems.push(
      'DISCORD_TOKEN must be a bot token of three parts with dots; find it in the Developer Portal under Bot',
    );
  }
  if (env['EMBEDDINGS_URL'] && env['EMBEDDINGS'] === 'local') {
    problems.push('EMBEDDINGS_URL names a server while EMBEDDINGS is local; keep one of them');
  }
  if (env['EMBEDDINGS_URL'] && env['EMBEDDINGS'] !== 'off' && !env['EMBEDDINGS_MODEL']) {
    problems.push('EMBEDDINGS_MODEL is missing; name the model that EMBEDDINGS_URL offers');
  }
  return problems;
};

/** Small enough for a laptop, and knows fifty languages. */
const LOCAL_MODEL = 'Xenova/paraphrase-multilingual-MiniLM-L12-v2';

function embeddingsOf(env: z.infer<typeof environment>): Config['embeddings'] {
  const { EMBEDDINGS: kind, EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_KEY: key } = env;
  if (kind === 'off' || (kind === undefined && url === undefined)) return undefined;
  return { model: model ?? LOCAL_MODEL, url, key };
}

/**
 * Understands the environment. Empty values count as unset, blanks around a value do not count. Throws ConfigError with
 * every mistake.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  const parsed = environment.safeParse(given);
  const problems = [
    ...(parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? []),
    ...crossChecks(given),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

function toConfig(env: z.infer<typeof environment>): Config {
  return {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    dataDir: env.DATA_DIR,
    discord: env.DISCORD_TOKEN
      ? { token: env.DISCORD_TOKEN, guildIds: env.DISCORD_GUILD_IDS, apiUrl: env.DISCORD_API_URL }
      : undefined,
    slack: env.SLACK_BOT_TOKEN
      ? {
          botToken: env.SLACK_BOT_TOKEN,
          appToken: env.SLACK_APP_TOKEN,
          signingSecret: env.SLACK_SIGNING_SECRET,
          apiUrl: env.SLACK_API_URL,
        }
      : undefined,
    allowedSpaces: env.ALLOWED_SPACES,
    admins: env.ADMINS,
    pollFloorMs: env.POLL_FLOOR_MINUTES * MINUTE_MS,
    fetchAllow: env.FETCH_ALLOW,
    fetchMaxBytes: env.FETCH_MAX_BYTES,
    contactUrl: env.CONTACT_URL,
    web: { port: env.PORT, host: env.HOST, publicUrl: env.PUBLIC_URL },
    retentionDays: env.RETENTION_DAYS,
    secretKey: env.SECRET_KEY,
    embeddings: embeddingsOf(env),
    logLevel: env.LOG_LEVEL,
  };
}

const SECRET_KEYS = new Set(['token', 'botToken', 'appToken', 'signingSecret', 'secretKey', 'key']);

/** The settings as `storywatch config` prints them: one line each, secrets masked. */
export function describeConfig(config: Config): string {
  return Object.entries(config)
    .flatMap(([group, value]) => describeSetting(group, value))
    .join('\n');
}

function describeSetting(name: string, value: unknown): string[] {
  if (value === undefined) return [`${name} = (not set)`];
  if (SECRET_KEYS.has(name.split('.').at(-1) ?? '')) return [`${name} = (set, hidden)`];
  if (Array.isArray(value)) return [`${name} = ${value.join(', ') || '(none)'}`];
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => describeSetting(`${name}.${key}`, inner));
  }
  return [`${name} = ${typeof value === 'string' ? maskedUrl(value) : JSON.stringify(value)}`];
}

/** An address without the password in it; other text as it is. */
function maskedUrl(text: string): string {
  if (!text.includes('://')) return text;
  return text
    .replace(/(:\/\/[^:@/?#]*):[^?#]*@/u, '$1:(hidden)@')
    .replace(/([?&]password=)[^&#]*/giu, '$1(hidden)');
}
