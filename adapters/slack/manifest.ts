import type { webApi } from '@slack/bolt';
import type { Action, Command } from '../../src/commands/command.ts';
import { signature } from '../../src/commands/parse.ts';
import { EVENTS_PATH } from './events-path.ts';
import { ADD_TO_STORY } from './listeners.ts';
import { cut } from './text.ts';

/** All that the bot needs: hear commands, and speak in channels it was invited to. */
export const SCOPES = ['commands', 'chat:write'] as const;

/** What else may be granted, and what it is good for. */
export const EXTRA_SCOPES = {
  'users:read': 'owners and admins of the workspace are admins of the bot without being named in ADMINS',
  'channels:history': 'after a crash a public channel is searched for the post before it is posted again',
  'groups:history': 'the same for private channels',
} as const;
type ExtraScope = keyof typeof EXTRA_SCOPES;

const MAX_DESCRIPTION = 2_000;
const MAX_USAGE_HINT = 1_000;

type Manifest = webApi.AppsManifestValidateArguments['manifest'];

export interface ManifestOptions {
  readonly commands: readonly Command[];
  /** 35 characters at most. */
  readonly name?: string | undefined;
  readonly extraScopes?: readonly ExtraScope[] | undefined;
  /** Public address of the HTTP receiver; without it Socket Mode is on. */
  readonly publicUrl?: string | undefined;
}

/** The app as Slack's "create from a manifest" takes it, made from the commands there are. */
export function appManifest(options: ManifestOptions): Manifest {
  const { commands, name = 'Storywatch', extraScopes = [], publicUrl } = options;
  const url = publicUrl === undefined ? undefined : new URL(EVENTS_PATH, publicUrl).href;
  return {
    display_information: {
      name,
      description: 'Follow stories, not feeds',
      background_color: '#1f2933',
    },
    features: {
      bot_user: { display_name: name.toLowerCase(), always_online: true },
      shortcuts: [
        {
          name: 'Add to story',
          type: 'message',
          callback_id: ADD_TO_STORY,
          description: 'Adds the link in a message to a story',
        },
      ],
      slash_commands: commands.map((command) => ({
        command: `/${command.name}`,
        description: cut(command.summary, MAX_DESCRIPTION),
        usage_hint: cut(usageHint(command), MAX_USAGE_HINT),
        should_escape: false,
        ...(url && { url }),
      })),
    },
    oauth_config: { scopes: { bot: [...SCOPES, ...extraScopes] } },
    settings: {
      interactivity: { is_enabled: true, ...(url && { request_url: url, message_menu_options_url: url }) },
      socket_mode_enabled: url === undefined,
      org_deploy_enabled: false,
      token_rotation_enabled: false,
    },
  };
}

function usageHint(command: Command): string {
  const [only, ...others] = command.actions;
  if (!only) return command.summary;
  if (others.length === 0) return withoutSlash(command, only) || command.summary;
  return command.actions.map(({ name }) => name).join(' | ');
}

const withoutSlash = (command: Command, action: Action): string =>
  signature(command, action)
    .slice(command.name.length + 1)
    .trim();
