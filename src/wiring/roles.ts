import { PersonError } from '../cli/person-error.ts';
import type { Config } from '../config.ts';

/**
 * What a process does.
 *
 * | role    | does                                                                                     |
 * |---------|------------------------------------------------------------------------------------------|
 * | worker  | reads feeds, classifies, writes digests, posts to every chat that is set up; any number  |
 * | slack   | takes Slack's commands (one process at a time holds the socket), posts to Slack          |
 * | discord | takes Discord's commands (one process at a time holds the gateway), posts to Discord     |
 * | chat    | slack and discord as far as they are set up; neither: shows messages on this terminal    |
 * | web     | health, readiness and metrics over HTTP                                                  |
 */
export const ROLES = ['worker', 'chat', 'slack', 'discord', 'web'] as const;

export interface Roles {
  readonly worker: boolean;
  readonly slack: boolean;
  readonly discord: boolean;
  /** No chat is set up, and this process shows what it would get. */
  readonly terminal: boolean;
  /** `if-free`: nobody asked for it, so a port that is taken is no reason not to start. */
  readonly web: 'off' | 'if-free' | 'on';
}

type Role = (typeof ROLES)[number];
type Settings = Pick<Config, 'slack' | 'discord'>;

const NEEDS: Partial<Record<Role, string>> = {
  slack: 'SLACK_BOT_TOKEN and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET (docs/slack.md)',
  discord: 'DISCORD_TOKEN (docs/discord.md)',
};

const isRole = (name: string): name is Role => ROLES.some((role) => role === name);

/**
 * The roles that were named, singly or separated by commas; none: everything that the settings allow, the web only
 * beside a chat, so that trying the bot needs no port.
 * @throws PersonError for a name that is none and for a role whose settings are missing
 */
export function rolesOf(named: readonly string[], config: Settings): Roles {
  const names = named.flatMap((text) => text.split(',')).map((text) => text.trim());
  const roles = names.filter((name) => isRole(name));
  const strange = names.find((name) => !isRole(name));
  if (strange !== undefined)
    throw new PersonError(`There is no role “${strange}”. The roles are ${ROLES.join(', ')}.`);
  for (const role of ['slack', 'discord'] as const) {
    if (roles.includes(role) && !config[role])
      throw new PersonError(`The role ${role} needs ${NEEDS[role]}, which this process was not given.`);
  }

  const all = roles.length === 0;
  const chat = all || roles.includes('chat');
  const anyChat = config.slack !== undefined || config.discord !== undefined;
  const slack = config.slack !== undefined && (chat || roles.includes('slack'));
  // Without a socket Slack sends its commands to us: they need somebody who listens.
  const slackOverHttp = slack && config.slack?.appToken === undefined;
  return {
    worker: all || roles.includes('worker'),
    slack,
    discord: config.discord !== undefined && (chat || roles.includes('discord')),
    terminal: chat && !anyChat,
    web: roles.includes('web') || slackOverHttp ? 'on' : all && anyChat ? 'if-free' : 'off',
  };
}

/** Everything in one process that posts to the terminal alone: the demo. */
export const TERMINAL_ONLY: Roles = {
  worker: true,
  slack: false,
  discord: false,
  terminal: true,
  web: 'off',
};
