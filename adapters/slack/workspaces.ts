import { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { createCall, type Call } from './calls.ts';
import { createReceipts, type Receipts } from './receipts.ts';

/** One bot token and the workspace (or, for an organisation's install, the first workspace) it belongs to. */
export interface Workspace {
  readonly teamId: string;
  readonly enterpriseId: string | undefined;
  readonly scopes: ReadonlySet<string>;
  readonly botToken: string;
  readonly ids: { readonly botId?: string; readonly botUserId?: string };
  readonly client: webApi.WebClient;
  readonly call: Call;
  readonly receipts: Receipts;
}

export interface Workspaces {
  /** Asks Slack whose the tokens are. Throws a WebAPI error when one of them is refused. */
  connect(): Promise<void>;
  readonly all: () => readonly Workspace[];
  /** The workspace with this id. With a single token every id is its own: it may be an organisation's. */
  of(spaceId: string | undefined): Workspace | undefined;
}

/** Tokens as the setting has them: one, or several separated by commas. */
export const tokensIn = (setting: string): string[] =>
  setting
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');

export function createWorkspaces(
  botTokens: readonly string[],
  clientOptions: webApi.WebClientOptions,
  log: Log,
): Workspaces {
  let all: readonly Workspace[] = [];
  return {
    async connect() {
      all = await Promise.all(botTokens.map((botToken) => open(botToken, clientOptions, log)));
    },
    all: () => all,
    of: (spaceId) => all.find(({ teamId }) => teamId === spaceId) ?? (all.length === 1 ? all[0] : undefined),
  };
}

async function open(botToken: string, clientOptions: webApi.WebClientOptions, log: Log): Promise<Workspace> {
  const client = new webApi.WebClient(botToken, clientOptions);
  const answer = await client.auth.test();
  const { team_id: teamId = '', enterprise_id: enterpriseId, bot_id: botId, user_id: botUserId } = answer;
  const scopes = new Set(answer.response_metadata?.scopes);
  const own = log.child({ space: teamId });
  return {
    teamId,
    enterpriseId,
    scopes,
    botToken,
    ids: { ...(botId && { botId }), ...(botUserId && { botUserId }) },
    client,
    call: createCall(own),
    receipts: createReceipts(client, scopes, own),
  };
}
