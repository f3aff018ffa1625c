export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  text: string;
  blocks: unknown;
  readonly metadata: unknown;
}

interface ServerChannel {
  member: boolean;
  archived: boolean;
}

/** What a Slack workspace knows, laid open to tests. */
export interface SlackState {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly teamId: string;
  /** Bot tokens of further workspaces, with their ids. */
  readonly otherTeams: Map<string, string>;
  /** Refuses the bot token with this code, as after the app was removed. */
  readonly account: { refusal: string | undefined };
  /** Whether Slack can fetch the pictures that messages name. */
  readonly pictures: { reachable: boolean };
  readonly scopes: Set<string>;
  readonly channels: Map<string, ServerChannel>;
  readonly users: Map<string, { is_admin?: boolean; is_owner?: boolean }>;
  readonly posted: PostedMessage[];
  readonly scheduled: Set<string>;
  readonly views: { readonly triggerId: string; readonly view: Record<string, unknown> }[];
  /** What came through response_urls. */
  readonly answers: { readonly url: string; readonly body: Record<string, unknown> }[];
  readonly calls: {
    readonly method: string;
    readonly token: string;
    readonly args: Record<string, unknown>;
  }[];
  /** Everything the server refused, with the reason. */
  readonly refusals: string[];
}

export function newState(): SlackState {
  return {
    botToken: 'xoxb-good',
    appToken: 'xapp-good',
    signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
    teamId: 'T1',
    otherTeams: new Map(),
    account: { refusal: undefined },
    pictures: { reachable: true },
    scopes: new Set(['commands', 'chat:write']),
    channels: new Map([['C1', { member: true, archived: false }]]),
    users: new Map(),
    posted: [],
    scheduled: new Set(),
    views: [],
    answers: [],
    calls: [],
    refusals: [],
  };
}
