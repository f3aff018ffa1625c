import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ADD_TO_STORY } from '../../../adapters/slack/listeners.ts';
import { appManifest } from '../../../adapters/slack/manifest.ts';
import type { Action, Command } from '../../../src/commands/command.ts';

// Slack's manifest schema 2.0.0 (github.com/slackapi/manifest-schema), for the parts this app has; unknown fields are refused.
const url = z.url({ protocol: /^https?$/u }).max(3000);
const scope = z.string().max(50);
const manifestSchema = z.strictObject({
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().min(1).max(140).optional(),
    background_color: z
      .string()
      .regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/u)
      .optional(),
  }),
  features: z.strictObject({
    bot_user: z.strictObject({ display_name: z.string().min(1).max(80), always_online: z.boolean() }),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(24),
          type: z.enum(['message', 'global']),
          callback_id: z.string().min(1).max(255),
          description: z.string().min(1).max(150),
        }),
      )
      .min(1)
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\//u).min(2).max(32),
          description: z.string().min(1).max(2000),
          usage_hint: z.string().min(1).max(1000).optional(),
          should_escape: z.boolean().optional(),
          url: url.optional(),
        }),
      )
      .min(1)
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(scope).max(255) }) }),
  settings: z.strictObject({
    interactivity: z.strictObject({
      is_enabled: z.boolean(),
      request_url: url.optional(),
      message_menu_options_url: url.optional(),
    }),
    socket_mode_enabled: z.boolean(),
    org_deploy_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const action = (name: string, options: Action['options'] = []): Action => ({
  name,
  summary: `Does ${name}`,
  permission: 'anyone',
  options,
  run: () => Promise.reject(new Error('not run')),
});
const commands: Command[] = [
  {
    name: 'story',
    summary: 'Shows a story',
    actions: [action('', [{ name: 'name', summary: 'Its name', type: 'story', required: true }])],
  },
  {
    name: 'stories',
    summary: 'Manages stories',
    actions: [action('list'), action('follow'), action('mute')],
  },
];

describe('the Slack app manifest', () => {
  it('is what Slack takes, with Socket Mode on and the fewest scopes', () => {
    const manifest = manifestSchema.parse(appManifest({ commands }));

    expect(manifest.settings).toMatchObject({
      socket_mode_enabled: true,
      interactivity: { is_enabled: true },
    });
    expect(manifest.oauth_config.scopes.bot).toEqual(['commands', 'chat:write']);
    expect(manifest.features.shortcuts).toMatchObject([{ type: 'message', callback_id: ADD_TO_STORY }]);
  });

  it('has every command of the registry, with a hint at what to type', () => {
    const { features } = manifestSchema.parse(appManifest({ commands }));

    expect(features.slash_commands).toMatchObject([
      { command: '/story', description: 'Shows a story', usage_hint: '<name>' },
      { command: '/stories', description: 'Manages stories', usage_hint: 'list | follow | mute' },
    ]);
  });

  it('points everything at the public address when there is one', () => {
    const manifest = manifestSchema.parse(appManifest({ commands, publicUrl: 'https://bot.example' }));

    const events = 'https://bot.example/slack/events';
    expect(manifest.settings.socket_mode_enabled).toBe(false);
    expect(manifest.settings.interactivity).toEqual({
      is_enabled: true,
      request_url: events,
      message_menu_options_url: events,
    });
    expect(manifest.features.slash_commands.map((each) => each.url)).toEqual([events, events]);
  });

  it('asks for more scopes only when told to', () => {
    const manifest = manifestSchema.parse(
      appManifest({ commands, extraScopes: ['users:read', 'channels:history'] }),
    );

    expect(manifest.oauth_config.scopes.bot).toEqual([
      'commands',
      'chat:write',
      'users:read',
      'channels:history',
    ]);
  });

  it('keeps hints and descriptions within what Slack takes', () => {
    const many = {
      ...commands[1],
      name: 'many',
      summary: 's'.repeat(5_000),
      actions: Array.from({ length: 400 }, (_, n) => action(`action-${n}`)),
    };

    expect(manifestSchema.safeParse(appManifest({ commands: [many] })).success).toBe(true);
  });
});
