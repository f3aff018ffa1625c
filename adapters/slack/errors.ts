import { webApi } from '@slack/bolt';
import { DeliveryError } from '../../src/ports/chat.ts';

/**
 * What a refusal is about: `channel`, `thread` and `message` stay as they are however often we ask (permanent);
 * `account` means the token itself, which a person can mend at any time; `platform` passes by itself.
 */
export type Fault = 'channel' | 'thread' | 'message' | 'account' | 'platform';

const CHANNEL = `
  channel_not_found is_archived not_in_channel user_not_in_channel restricted_action restricted_action_read_only_channel
  restricted_action_thread_only_channel restricted_action_thread_locked restricted_action_non_threadable_channel
  restricted_action_new_conversations channel_type_not_supported messages_tab_disabled cannot_dm_bot
  cannot_write_to_channel is_inactive ekm_access_denied team_not_found external_channel_migrating_denied
  slack_connect_canvas_sharing_blocked slack_connect_file_upload_sharing_blocked method_not_supported_for_channel_type
`;

const MESSAGE = `
  invalid_blocks invalid_blocks_format msg_too_long msg_blocks_too_long no_text invalid_arguments invalid_metadata_format
  invalid_metadata_schema metadata_too_large message_not_found cant_update_message edit_window_closed
  too_many_attachments too_many_contact_cards invalid_attachments update_failed block_mismatch
`;

const THREAD = 'cannot_reply_to_message invalid_thread_ts thread_not_found';

const ACCOUNT = `
  token_revoked token_expired invalid_auth not_authed account_inactive org_login_required missing_scope no_permission
  not_allowed_token_type access_denied team_access_not_granted two_factor_setup_required accesslimited
  user_removed_from_team team_disabled app_uninstalled
`;

const words = (text: string): string[] => text.trim().split(/\s+/u);
const FAULTS: ReadonlyMap<string, Fault> = new Map<string, Fault>([
  ...words(CHANNEL).map((code): [string, Fault] => [code, 'channel']),
  ...words(MESSAGE).map((code): [string, Fault] => [code, 'message']),
  ...words(THREAD).map((code): [string, Fault] => [code, 'thread']),
  ...words(ACCOUNT).map((code): [string, Fault] => [code, 'account']),
]);

/** A code that is not in the table may pass: the number of tries is bounded elsewhere. */
export const faultOf = (code: string): Fault => FAULTS.get(code) ?? 'platform';

/** Waiting costs nothing while nobody has mended the token, and a delivery has tries for more than a day. */
export const ACCOUNT_WAIT_MS = 60 * 60_000;

/** Slack's code of a refusal; undefined when Slack was not reached or said nothing it has a code for. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
}

/** Any failure of a call to Slack as the decision it means for a delivery. */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new DeliveryError('Slack asks to slow down', {
      permanent: false,
      retryAfterMs: error.retryAfter * 1000,
      cause: error,
    });
  }
  const code = codeOf(error);
  if (code === undefined) return new DeliveryError(reason(error), { permanent: false, cause: error });
  const fault = faultOf(code);
  return new DeliveryError(`Slack refused: ${code}`, {
    permanent: fault !== 'account' && fault !== 'platform',
    ...(fault !== 'account' && fault !== 'platform' && { about: fault }),
    retryAfterMs: fault === 'account' ? ACCOUNT_WAIT_MS : undefined,
    cause: error,
  });
}

function reason(error: unknown): string {
  if (error instanceof webApi.WebAPIHTTPError) return `Slack answered with status ${error.statusCode}`;
  return `Slack was not reached: ${error instanceof Error ? error.message : String(error)}`;
}
