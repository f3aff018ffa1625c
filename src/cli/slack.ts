/** One thing that was looked at: fine, what is missing and the page where it is put right, or what is worth knowing. */
export interface SlackFinding {
  readonly state: 'fine' | 'missing' | 'note';
  readonly text: string;
  readonly page?: string | undefined;
}

/** What these commands need to know of Slack. */
export interface SlackSetup {
  /** The app manifest as plain data: for Socket Mode, or for HTTP at a public address. */
  manifest(publicUrl: string | undefined): unknown;
  /** Looks at tokens, scopes, the connection and, for each channel id given, whether the bot may post there. */
  check(channelIds: readonly string[]): Promise<readonly SlackFinding[]>;
}

type Print = (line: string) => void;

/** `storywatch slack manifest [public url]`: the JSON that Slack's "From a manifest" takes. Returns the exit code. */
export function slackManifest(
  setup: Pick<SlackSetup, 'manifest'>,
  publicUrl: string | undefined,
  print: Print,
): number {
  print(JSON.stringify(setup.manifest(publicUrl), null, 2));
  return 0;
}

const MARKS: Readonly<Record<SlackFinding['state'], string>> = {
  fine: 'ok     ',
  missing: 'missing',
  note: 'note   ',
};

/** `storywatch slack check [channel id …]`: a line for each finding. Returns the exit code, 1 when something is missing. */
export async function slackCheck(
  setup: Pick<SlackSetup, 'check'>,
  channelIds: readonly string[],
  print: Print,
): Promise<number> {
  const findings = await setup.check(channelIds);
  for (const { state, text, page } of findings) {
    print(`${MARKS[state]}  ${text}`);
    if (page !== undefined) print(`         ${page}`);
  }
  return findings.some(({ state }) => state === 'missing') ? 1 : 0;
}
