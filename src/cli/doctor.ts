import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError, readConfig, type Config } from '../config.ts';
import { ok, problem, type Finding } from './doctor-findings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** One thing to look at. What it throws is a problem too: the doctor is called when things are broken. */
export interface Check {
  /** What is looked at, for the problem's text. */
  readonly name: string;
  /** What to try when it throws. */
  readonly mend: string;
  readonly look: () => Promise<readonly Finding[]>;
}

/** Longer than the slowest start of the embedded server. */
const LONGEST_MS = 45_000;

/** `storywatch doctor`: a line for each finding, one after another. Returns the exit code, 1 when there is a problem. */
export async function runDoctor(
  checks: readonly Check[],
  hide: (text: string) => string,
  print: (line: string) => void,
): Promise<0 | 1> {
  let sick = false;
  for (const check of checks) {
    for (const { level, text, mend } of await findingsOf(check)) {
      sick ||= level === 'problem';
      print(hide(`${level.padEnd(7)}  ${oneLine(text)}${mend === undefined ? '' : ` ${oneLine(mend)}`}`));
    }
  }
  return sick ? 1 : 0;
}

async function findingsOf({ name, mend, look }: Check): Promise<readonly Finding[]> {
  const late = delay(LONGEST_MS, [problem(`${name}: no answer in ${LONGEST_MS / 1000} s.`, mend)], {
    ref: false,
  });
  try {
    return await Promise.race([look(), late]);
  } catch (error) {
    return [problem(`${name}: ${reasonOf(error)}`, mend)];
  }
}

function reasonOf(error: unknown): string {
  const text = messageOf(error);
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

/** Errors of several addresses tried at once have no message of their own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

export interface UnderstoodSettings {
  /** As far as they can be understood: wrong ones count as unset. */
  readonly config: Config;
  readonly findings: readonly Finding[];
}

/** Reads the settings however wrong they are. */
export function understandSettings(env: Env): UnderstoodSettings {
  try {
    return { config: readConfig(env), findings: [ok('Settings: understood')] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.problems.map((text) =>
      problem(`${text}.`, 'README.md and .env.example list all settings.'),
    );
    return { config: leniently(env, error), findings };
  }
}

function leniently(env: Env, error: ConfigError): Config {
  const wrong = new Set(error.problems.map((text) => text.split(/[\s.]/u)[0] ?? ''));
  const slackToo = [...wrong].some((name) => name.startsWith('SLACK_'));
  const left = Object.fromEntries(
    Object.entries(env).filter(([name]) => !wrong.has(name) && !(slackToo && name.startsWith('SLACK_'))),
  );
  try {
    return readConfig(left);
  } catch (next) {
    // What was left out may have hidden another mistake; each round leaves out at least one more.
    if (next instanceof ConfigError && Object.keys(left).length < Object.keys(env).length)
      return leniently(left, next);
    return readConfig({});
  }
}

const SHORTEST_SECRET = 4;

/** Takes every secret of the environment out of a text. */
export function hiderOf(env: Env): (text: string) => string {
  const secrets = Object.entries(env)
    .flatMap(([name, value = '']) =>
      /TOKEN|SECRET|PASSWORD|_KEY$/u.test(name) ? [value, ...value.split(/[\s,]+/u)] : passwordsIn(value),
    )
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .toSorted((a, b) => b.length - a.length);
  return (text) => secrets.reduce((left, secret) => left.replaceAll(secret, '(hidden)'), text);
}

function passwordsIn(value: string): string[] {
  const [, written = ''] = /^[a-z][a-z\d+.-]*:\/\/[^/\s:@]*:([^\s]+)@/iu.exec(value) ?? [];
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}
