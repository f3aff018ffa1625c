import { text } from 'node:stream/consumers';
import { findFeed } from '../commands/find-feed.ts';
import { UserError } from '../commands/command.ts';
import type { Config } from '../config.ts';
import { basicAuth, headerLine, sealHeaders, type Headers } from '../feeds/credentials.ts';
import { createLog } from '../log.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import { PersonError } from './person-error.ts';
import type { OpenRuntime } from './runtime.ts';

export interface LoginTools {
  readonly openRuntime: OpenRuntime;
  readonly createSecretBox: (secretKey: string) => SecretBox;
}

const clock = (): Date => new Date();

/**
 * `storywatch feed login <feed>`: reads `user:password` or `Name: value` from standard input, so that no secret stands
 * in a command line, and stores it sealed. With `forget`, what is stored goes.
 */
export async function runFeedLogin(
  { openRuntime, createSecretBox }: LoginTools,
  config: Config,
  typed: string,
  forget: boolean,
): Promise<number> {
  if (!config.secretKey && !forget) {
    throw new PersonError(
      'SECRET_KEY is not set. Make one (openssl rand -base64 32), keep it, and set it for every process.',
    );
  }
  const login = forget ? null : loginIn(await text(process.stdin));
  const sealed = login && sealHeaders(createSecretBox(config.secretKey ?? ''), login.headers);
  const log = createLog('warn');
  const runtime = await openRuntime({ config, log, clock, feeds: [], onStep: () => {} });
  try {
    const feed = await findFeed(runtime.store, typed, (id) => `storywatch feed login ${id}`);
    await runtime.store.feeds.setCredentials(feed.id, sealed, clock());
    process.stdout.write(`${feed.title} is read with ${login ? login.told : 'no login'} from now on.\n`);
    return 0;
  } catch (error) {
    if (error instanceof UserError) throw new PersonError(`${error.message} Name its whole address.`);
    throw error;
  } finally {
    await runtime.close();
  }
}

/** The headers a person gave, and what they were understood as, without anything secret. */
function loginIn(input: string): { readonly headers: Headers; readonly told: string } {
  const line = input.trim();
  const headers = line.includes('\n') ? null : headerLine(line);
  if (headers) return { headers, told: `the header ${Object.keys(headers).join()}` };
  if (/^[^\s:]+:\S.*$/u.test(line)) return { headers: basicAuth(line), told: 'a user name and password' };
  throw new PersonError(
    'Give user:password or one header line like "Authorization: Bearer …" on standard input.',
  );
}
