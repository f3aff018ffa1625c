import { webApi } from '@slack/bolt';
import type { SlackFinding } from '../../src/cli/slack.ts';
import type { Log } from '../../src/log.ts';
import { boltLog } from './bolt-log.ts';
import { EXTRA_SCOPES, SCOPES } from './manifest.ts';
import { attempt, probeChannel } from './probe.ts';
import { tokensIn } from './workspaces.ts';

export interface CheckOptions {
  readonly botToken: string | undefined;
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly apiUrl: string | undefined;
  readonly admins: readonly string[];
  /** Channel ids the bot should be able to post to. */
  readonly channels: readonly string[];
  readonly log: Log;
}

const APPS = 'https://api.slack.com/apps';
const INVITE = 'https://slack.com/help/articles/201980108-Add-people-to-a-channel';
const TIMEOUT_MS = 15_000;

const fine = (text: string): SlackFinding => ({ state: 'fine', text });
const missing = (text: string, page: string): SlackFinding => ({ state: 'missing', text, page });
const note = (text: string): SlackFinding => ({ state: 'note', text });

/** Asks Slack what the bot can do, and says what is missing. Posts nothing. Slack being out of reach is a finding, too. */
export async function checkSlack(options: CheckOptions): Promise<SlackFinding[]> {
  const tokens = tokensIn(options.botToken ?? '');
  if (tokens.length === 0) {
    return [
      missing(
        'SLACK_BOT_TOKEN is not set. Copy the Bot User OAuth Token (xoxb-…) from "OAuth & Permissions".',
        APPS,
      ),
    ];
  }
  const findings: SlackFinding[] = [];
  const clients: webApi.WebClient[] = [];
  for (const client of tokens.map((token) => openClient(options, token))) {
    const who = await attempt(() => client.auth.test());
    if ('problem' in who) {
      findings.push(botTokenRefused(who.problem));
      continue;
    }
    const { team, user, response_metadata: metadata } = who.value;
    findings.push(fine(`The bot token belongs to @${user} in ${team}.`));
    findings.push(...scopeFindings(new Set(metadata?.scopes), options.admins));
    clients.push(client);
  }
  if (clients.length === 0) return findings;
  findings.push(await transportFinding(options));
  for (const channel of options.channels) findings.push(await channelFinding(clients, channel));
  if (options.channels.length === 0)
    findings.push(
      note('Name a channel id to check whether the bot may post there: storywatch slack check C0123456789.'),
    );
  return findings;
}

function openClient({ apiUrl, log }: CheckOptions, token: string): webApi.WebClient {
  return new webApi.WebClient(token, {
    ...(apiUrl && { slackApiUrl: apiUrl }),
    logger: boltLog(log.child({}, { level: 'silent' })),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
  });
}

function botTokenRefused(problem: string): SlackFinding {
  if (['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive'].includes(problem))
    return missing(
      `Slack refuses SLACK_BOT_TOKEN (${problem}). Install the app again and copy the new Bot User OAuth Token (xoxb-…).`,
      APPS,
    );
  return missing(
    `Slack could not be asked (${problem}). Is slack.com reachable from here?`,
    'https://slack-status.com',
  );
}

function scopeFindings(scopes: ReadonlySet<string>, admins: readonly string[]): SlackFinding[] {
  const lacking = SCOPES.filter((scope) => !scopes.has(scope));
  const found =
    lacking.length === 0
      ? fine(`The scopes it needs are granted: ${SCOPES.join(', ')}.`)
      : missing(
          `Missing scopes: ${lacking.join(', ')}. Add them under "OAuth & Permissions" and install the app again.`,
          APPS,
        );
  const absent = Object.entries(EXTRA_SCOPES).filter(([scope]) => !scopes.has(scope));
  const extras = absent.map(([scope, use]) => note(`Not granted, not needed: ${scope}. With it ${use}.`));
  const nobody = admins.length === 0 && !scopes.has('users:read');
  return [
    found,
    ...(nobody
      ? [
          note(
            'Nobody is an admin: put your member id (profile, "Copy member ID") into ADMINS, or grant users:read.',
          ),
        ]
      : []),
    ...extras,
  ];
}

async function transportFinding(options: CheckOptions): Promise<SlackFinding> {
  const { appToken, signingSecret } = options;
  if (!appToken) {
    return signingSecret
      ? note(
          'Commands come as signed HTTP requests; that Slack reaches this machine can only be seen by using one.',
        )
      : missing(
          'Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so no command is heard. Make an app-level token (xapp-…) with connections:write under "Basic Information".',
          APPS,
        );
  }
  const opened = await attempt(() => openClient(options, appToken).apps.connections.open({}));
  if ('value' in opened) return fine('The app token opens a Socket Mode connection.');
  if (opened.problem === 'missing_scope')
    return missing(
      'SLACK_APP_TOKEN lacks connections:write. Make a new app-level token with it under "Basic Information".',
      APPS,
    );
  if (opened.problem === 'socket_mode_not_enabled' || opened.problem === 'not_allowed_token_type')
    return missing(
      `Socket Mode is off or the token is of another kind (${opened.problem}). Turn it on under "Socket Mode" and use the token that begins with xapp-.`,
      APPS,
    );
  return missing(
    `Slack refuses SLACK_APP_TOKEN (${opened.problem}). Make a new app-level token (xapp-…) under "Basic Information".`,
    APPS,
  );
}

/** The channel as the first workspace that knows it sees it. */
async function channelFinding(clients: readonly webApi.WebClient[], channel: string): Promise<SlackFinding> {
  for (const client of clients) {
    const found = await probe(client, channel);
    if (found !== 'unknown') return found;
  }
  return missing(
    `The bot sees no channel ${channel}: the id is wrong (it is at the foot of the channel's details), or the channel is private and the bot was not invited.`,
    INVITE,
  );
}

async function probe(client: webApi.WebClient, channel: string): Promise<SlackFinding | 'unknown'> {
  const { refused, left } = await probeChannel(client, channel);
  if (refused !== undefined)
    return refused === 'channel_not_found' ? 'unknown' : channelRefused(channel, refused);
  if (left !== undefined)
    return note(
      `The bot may post in ${channel}, but the check's message for one hour from now could not be taken back (${left}).`,
    );
  return fine(`The bot may post in ${channel}.`);
}

function channelRefused(channel: string, problem: string): SlackFinding {
  if (problem === 'not_in_channel')
    return missing(`The bot is not in ${channel}. Type /invite @storywatch there.`, INVITE);
  if (problem === 'is_archived') return missing(`The channel ${channel} is archived.`, INVITE);
  return missing(`Slack would not let the bot post in ${channel} (${problem}).`, APPS);
}
