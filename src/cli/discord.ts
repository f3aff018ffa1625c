/** One thing that was looked at: fine, or what is missing and the page where it is put right. */
export interface SetupFinding {
  readonly ok: boolean;
  readonly text: string;
  readonly page?: string | undefined;
}

/** What these commands need to know of Discord. */
export interface DiscordSetup {
  /** The page that adds the bot to a server. Throws with a sentence for people when the token does not say whose it is. */
  inviteUrl(): Promise<string>;
  /** Looks at token, application, gateway, servers and each channel given; stops where nothing further can be seen. */
  check(channelIds: readonly string[]): Promise<readonly SetupFinding[]>;
}

type Print = (line: string) => void;

/** `storywatch discord invite`: the address to open. Returns the exit code. */
export async function discordInvite(setup: Pick<DiscordSetup, 'inviteUrl'>, print: Print): Promise<number> {
  print(await setup.inviteUrl());
  return 0;
}

/** `storywatch discord check [channel id …]`: a line for each finding. Returns the exit code, 1 when something is missing. */
export async function discordCheck(
  setup: Pick<DiscordSetup, 'check'>,
  channelIds: readonly string[],
  print: Print,
): Promise<number> {
  const findings = await setup.check(channelIds);
  for (const { ok, text, page } of findings) {
    print(`${ok ? 'ok     ' : 'missing'}  ${text}`);
    if (page !== undefined) print(`         ${page}`);
  }
  return findings.every(({ ok }) => ok) ? 0 : 1;
}
