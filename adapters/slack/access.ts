import type { Log } from '../../src/log.ts';
import { codeOf } from './errors.ts';
import type { Workspaces } from './workspaces.ts';

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

export interface AccessOptions {
  readonly workspaces: Workspaces;
  /** Workspace or organisation ids; empty: the tokens' own workspaces. */
  readonly allowedSpaces: readonly string[];
  /** User ids that are admins whatever Slack says of them. */
  readonly admins: readonly string[];
  readonly log: Log;
}

export interface Access {
  /** Whether people from there are served. */
  welcome(from: Whereabouts): boolean;
  /** Named in ADMINS or, when `users:read` was granted, an owner or admin of the workspace. */
  isAdmin(who: Whereabouts): Promise<boolean>;
}

/** A person who was made an admin waits this long at most; so does one who no longer is. */
const ROLE_LASTS_MS = 5 * 60_000;

export function createAccess({ workspaces, allowedSpaces, admins, log }: AccessOptions): Access {
  const roles = new Map<string, { readonly admin: boolean; readonly until: number }>();

  function open(): ReadonlySet<string> {
    if (allowedSpaces.length > 0) return new Set(allowedSpaces);
    const own = workspaces.all().flatMap(({ teamId, enterpriseId }) => [teamId, enterpriseId]);
    return new Set(own.filter((id) => id !== undefined));
  }

  async function askRole({ userId, spaceId }: Whereabouts): Promise<boolean> {
    const workspace = workspaces.of(spaceId);
    if (!workspace?.scopes.has('users:read')) return false;
    try {
      const { user } = await workspace.client.users.info({ user: userId });
      return (user?.is_admin === true || user?.is_owner === true) && user.deleted !== true;
    } catch (error) {
      log.warn({ code: codeOf(error), err: error }, 'slack did not say whether a person is an admin');
      return false;
    }
  }

  return {
    welcome({ spaceId, userSpaceId, enterpriseId }) {
      const spaces = open();
      const inside = spaces.has(spaceId) || (enterpriseId !== undefined && spaces.has(enterpriseId));
      // In a shared channel people of other workspaces see the buttons, too.
      const own = [undefined, spaceId, enterpriseId].includes(userSpaceId);
      return inside && (own || spaces.has(userSpaceId ?? ''));
    },
    async isAdmin(who) {
      if (admins.includes(who.userId)) return true;
      const known = roles.get(who.userId);
      if (known && known.until > Date.now()) return known.admin;
      const admin = await askRole(who);
      roles.set(who.userId, { admin, until: Date.now() + ROLE_LASTS_MS });
      return admin;
    },
  };
}
