import type {
  BlockAction,
  BlockSuggestion,
  MessageShortcut,
  SlashCommand,
  ViewSubmitAction,
} from '@slack/bolt';
import type { Whereabouts } from './access.ts';

/** Who sent a payload and how to answer, whatever kind of payload it was. */
export interface Sender extends Whereabouts {
  readonly userName: string;
  readonly channelId: string;
  readonly channelName?: string | undefined;
  readonly responseUrl?: string | undefined;
  readonly threadTs?: string | undefined;
}

/** Slack gives direct messages and private groups made-up names such as `directmessage`. */
const named = (name: string | undefined): string | undefined =>
  name === 'directmessage' || name === 'privategroup' ? undefined : name;

export function commandSender(command: SlashCommand): Sender {
  return {
    userId: command.user_id,
    userName: command.user_name,
    spaceId: command.team_id,
    enterpriseId: command.enterprise_id,
    channelId: command.channel_id,
    channelName: named(command.channel_name),
    responseUrl: command.response_url,
  };
}

/** What all interactive payloads say of a person. */
function person(body: BlockAction | MessageShortcut | ViewSubmitAction | BlockSuggestion): Whereabouts & {
  readonly userName: string;
} {
  const userName: unknown = 'username' in body.user ? body.user.username : undefined;
  const { name } = body.user;
  return {
    userId: body.user.id,
    userName: name ?? (typeof userName === 'string' ? userName : body.user.id),
    spaceId: body.team?.id ?? body.user.team_id ?? '',
    userSpaceId: body.user.team_id,
    enterpriseId: body.enterprise?.id ?? body.team?.enterprise_id,
  };
}

export function actionSender(body: BlockAction): Sender {
  const thread: unknown = body.container.thread_ts ?? body.message?.thread_ts;
  return {
    ...person(body),
    channelId: body.channel?.id ?? '',
    channelName: named(body.channel?.name),
    responseUrl: body.response_url,
    threadTs: typeof thread === 'string' ? thread : undefined,
  };
}

export function shortcutSender(body: MessageShortcut): Sender {
  return {
    ...person(body),
    channelId: body.channel.id,
    channelName: named(body.channel.name),
    responseUrl: body.response_url,
  };
}

/** A modal knows the person; the channel comes from what was put into it when it was opened. */
export function viewSender(
  body: ViewSubmitAction,
  opened: Pick<Sender, 'channelId' | 'channelName' | 'responseUrl'>,
): Sender {
  return { ...person(body), ...opened };
}

export const whereabouts = (body: BlockSuggestion): Whereabouts => person(body);
