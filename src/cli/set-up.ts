import type { Command } from 'commander';
import { discordCheck, discordInvite, type DiscordSetup } from './discord.ts';
import { slackCheck, slackManifest, type SlackSetup } from './slack.ts';

export interface SetUp {
  readonly slack: SlackSetup;
  /** Throws PersonError when no token is set. */
  discord(): DiscordSetup;
}

type Finish = (work: () => Promise<number>) => () => Promise<void>;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Adds `storywatch slack …` and `storywatch discord …`. */
export function addSetUpCommands(program: Command, load: () => Promise<SetUp>, finish: Finish): void {
  const slack = program.command('slack').description('set up the Slack app');
  slack
    .command('manifest [public-url]')
    .description('print the app manifest; with a public address for HTTP instead of Socket Mode')
    .action((publicUrl?: string) =>
      finish(async () => slackManifest((await load()).slack, publicUrl, print))(),
    );
  slack
    .command('check [channel-ids...]')
    .description('look at tokens, scopes and channels, and say what is missing')
    .action((channelIds: string[]) =>
      finish(async () => slackCheck((await load()).slack, channelIds, print))(),
    );

  const discord = program.command('discord').description('set up the Discord bot');
  discord
    .command('invite')
    .description('print the address that adds the bot to a server, with the least permissions')
    .action(finish(async () => discordInvite((await load()).discord(), print)));
  discord
    .command('check [channel-ids...]')
    .description('look at token, intents, servers and channels, and say what is missing')
    .action((channelIds: string[]) =>
      finish(async () => discordCheck((await load()).discord(), channelIds, print))(),
    );
}
