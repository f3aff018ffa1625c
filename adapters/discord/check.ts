import { Routes, type REST } from 'discord.js';
import { z } from 'zod';
import type { DiscordSetup, SetupFinding } from '../../src/cli/discord.ts';
import { checkChannel } from './check-channel.ts';
import { codeOf, isTokenRefused, MISSING_ACCESS, reasonOf } from './errors.ts';
import { inviteUrl } from './invite.ts';
import { createRest, type RestOptions } from './rest.ts';

export interface SetupOptions extends RestOptions {
  readonly guildIds: readonly string[];
  /** Empty: all. */
  readonly allowedSpaces: readonly string[];
}

const APPLICATIONS = 'https://discord.com/developers/applications';

const application = z.object({
  id: z.string(),
  name: z.string(),
  interactions_endpoint_url: z.string().nullish(),
  bot_require_code_grant: z.boolean().nullish(),
});
type Application = z.infer<typeof application>;
const guild = z.object({ id: z.string(), name: z.string() });
type Guild = z.infer<typeof guild>;
const gateway = z.object({
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number() }),
});

/** What `storywatch discord invite` and `storywatch discord check` ask of Discord. Changes nothing there. */
export function createDiscordSetup(options: SetupOptions): DiscordSetup {
  const rest = createRest(options);
  return {
    async inviteUrl() {
      try {
        const { id } = application.parse(await rest.get(Routes.currentApplication()));
        return inviteUrl({ applicationId: id });
      } catch (error) {
        throw new Error(failure(error).text, { cause: error });
      }
    },
    async check(channelIds) {
      const found: SetupFinding[] = [];
      try {
        const app = application.parse(await rest.get(Routes.currentApplication()));
        found.push({ ok: true, text: `the token belongs to the application ${app.name}` });
        found.push(...applicationFindings(app), await gatewayFinding(rest));
        const guilds = z.array(guild).parse(await rest.get(Routes.userGuilds()));
        found.push(...guildFindings(options, app, guilds));
        for (const { id, name } of guilds) found.push(...(await commandFindings(rest, app, id, name)));
        for (const channelId of channelIds) found.push(...(await checkChannel(rest, channelId, guilds)));
      } catch (error) {
        found.push(failure(error));
      }
      return found;
    },
  };
}

function failure(error: unknown): SetupFinding {
  if (isTokenRefused(error)) {
    return {
      ok: false,
      text: 'the token is wrong or was reset: open the application, Bot, Reset Token, and set DISCORD_TOKEN to the new one',
      page: APPLICATIONS,
    };
  }
  return {
    ok: false,
    text: `Discord could not be asked: ${reasonOf(error)}`,
    page: 'https://discordstatus.com',
  };
}

function applicationFindings({
  id,
  interactions_endpoint_url: endpoint,
  bot_require_code_grant: grant,
}: Application): SetupFinding[] {
  const found: SetupFinding[] = [];
  if (endpoint) {
    found.push({
      ok: false,
      text: 'Interactions Endpoint URL is set, so commands go there and never reach the bot: empty that field',
      page: `${APPLICATIONS}/${id}/information`,
    });
  }
  if (grant) {
    found.push({
      ok: false,
      text: 'Requires OAuth2 Code Grant is on, so the invite fails: switch it off',
      page: `${APPLICATIONS}/${id}/bot`,
    });
  }
  return [...found, { ok: true, text: 'no privileged intent is needed' }];
}

async function gatewayFinding(rest: REST): Promise<SetupFinding> {
  const { session_start_limit: limit } = gateway.parse(await rest.get(Routes.gatewayBot()));
  if (limit.remaining > 0) return { ok: true, text: 'the gateway can be reached' };
  const minutes = Math.ceil(limit.reset_after / 60_000);
  return {
    ok: false,
    text: `the bot has started too often today; Discord lets it connect again in ${minutes} minutes`,
  };
}

function guildFindings(
  { guildIds, allowedSpaces }: SetupOptions,
  { id }: Application,
  guilds: readonly Guild[],
): SetupFinding[] {
  if (guilds.length === 0) {
    return [
      {
        ok: false,
        text: 'the bot is in no server yet: open this page to add it',
        page: inviteUrl({ applicationId: id }),
      },
    ];
  }
  const present = guilds.map((each): SetupFinding => {
    const served = allowedSpaces.length === 0 || allowedSpaces.includes(each.id);
    return served
      ? { ok: true, text: `in the server ${each.name} (${each.id})` }
      : {
          ok: false,
          text: `in the server ${each.name}, which is not served: add ${each.id} to ALLOWED_SPACES`,
        };
  });
  const absent = guildIds.filter((wanted) => !guilds.some((each) => each.id === wanted));
  return [
    ...present,
    ...absent.map((guildId) => ({
      ok: false,
      text: `not in the server ${guildId}, which DISCORD_GUILD_IDS names: open this page to add the bot`,
      page: inviteUrl({ applicationId: id, guildId }),
    })),
  ];
}

/** Without the scope `applications.commands` a guild shows no commands, however they are registered. */
async function commandFindings(
  rest: REST,
  app: Application,
  guildId: string,
  name: string,
): Promise<SetupFinding[]> {
  try {
    await rest.get(Routes.applicationGuildCommands(app.id, guildId));
    return [];
  } catch (error) {
    if (codeOf(error) !== MISSING_ACCESS) throw error;
    const page = inviteUrl({ applicationId: app.id, guildId });
    return [
      {
        ok: false,
        text: `the bot may not register commands in ${name}: open this page to add it again`,
        page,
      },
    ];
  }
}
