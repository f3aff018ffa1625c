import type { webApi } from '@slack/bolt';
import type { Log } from '../../src/log.ts';
import { codeOf } from './errors.ts';

/** Workspace and person of a payload, as far as Slack said. */
export interface Whereabouts {
  readonly userId: string;
  /** Workspace the payload came from. */
  readonly spaceId: string;
  /** The person's own workspace: another one for guests from outside in a shared channel. */
  readonly userSpaceId?: string | undefined;
  /** Enterprise organisation of the payload. */
  readonly enterpriseId?: string | undefined;
}

/** Where the bot token belongs. */
export interface Home {
  readonly teamId: string;
  readonly enterpriseId?: string | undefined;
}

export interface AccessOptions {
  readonly client: webApi.WebClient;
  readonly home: () => Home | undefined;
  readonly scopes: () => ReadonlySet<string>;
  /** Workspace or organisation ids; empty: the token's own workspace. */
  readonly allowedSpaces: readonly string[];
  /** User ids that are admins whatever Slack says of them. */
  readonly admins: readonly string[];
  readonly log: Log;
}

export interface Access {
  /** Whether people from there are served. */
  welcome(from: Whereabouts): boolean;
  /** Named in ADMINS or, when `users:read` was granted, an owner or admin of the workspace. */
  isAdmin(userId: string): Promise<boolean>;
}

/** A person who was made an admin waits this long at most; so does one who no longer is. */
const ROLE_LASTS_MS = 5 * 60_000;

export function createAccess(options: AccessOptions): Access {
  const { client, home, scopes, allowedSpaces, admins, log } = options;
  const roles = new Map<string, { readonly admin: boolean; readonly until: number }>();

  function allowed(): readonly string[] {
    if (allowedSpaces.length > 0) return allowedSpaces;
    const { teamId, enterpriseId } = home() ?? {};
    return [teamId, enterpriseId].filter((id) => id !== undefined);
  }

  async function askRole(userId: string): Promise<boolean> {
    try {
      const { user } = await client.users.info({ user: userId });
      return (user?.is_admin === true || user?.is_owner === true) && user.deleted !== true;
    } catch (error) {
      log.warn({ code: codeOf(error), err: error }, 'slack did not say whether a person is an admin');
      return false;
    }
  }

  return {
    welcome({ spaceId, userSpaceId, enterpriseId }) {
      const open = new Set(allowed());
      const inside = open.has(spaceId) || (enterpriseId !== undefined && open.has(enterpriseId));
      // In a shared channel people of other workspaces see the buttons, too.
      const own = [undefined, spaceId, enterpriseId].includes(userSpaceId);
      return inside && (own || open.has(userSpaceId ?? ''));
    },
    async isAdmin(userId) {
      if (admins.includes(userId)) return true;
      if (!scopes().has('users:read')) return false;
      const known = roles.get(userId);
      if (known && known.until > Date.now()) return known.admin;
      const admin = await askRole(userId);
      roles.set(userId, { admin, until: Date.now() + ROLE_LASTS_MS });
      return admin;
    },
  };
}
