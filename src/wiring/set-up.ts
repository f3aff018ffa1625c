import { createDiscordSetup } from '../../adapters/discord/check.ts';
import { checkSlack } from '../../adapters/slack/check.ts';
import { appManifest } from '../../adapters/slack/manifest.ts';
import { PersonError } from '../cli/person-error.ts';
import type { SetUp } from '../cli/set-up.ts';
import type { Command } from '../commands/command.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';

/** What `storywatch slack …` and `storywatch discord …` look at. */
export function createSetUp(
  env: Readonly<Record<string, string | undefined>>,
  commands: readonly Command[],
): SetUp {
  const config = () => readConfig(env);
  return {
    slack: {
      manifest: (publicUrl) => appManifest({ commands, ...(publicUrl !== undefined && { publicUrl }) }),
      check(channels) {
        // A check must work before the settings are complete: it says itself what is missing.
        const log = createLog('silent');
        return checkSlack({
          botToken: env['SLACK_BOT_TOKEN'],
          appToken: env['SLACK_APP_TOKEN'],
          signingSecret: env['SLACK_SIGNING_SECRET'],
          apiUrl: env['SLACK_API_URL'],
          admins: env['ADMINS']?.split(/[\s,]+/u).filter((id) => id !== '') ?? [],
          channels,
          log,
        });
      },
    },
    discord: () => {
      const { discord, allowedSpaces } = config();
      if (!discord) {
        throw new PersonError(
          'DISCORD_TOKEN is not set. Make a bot at https://discord.com/developers/applications and copy its token (Bot, Reset Token).',
        );
      }
      return createDiscordSetup({ ...discord, allowedSpaces });
    },
  };
}
