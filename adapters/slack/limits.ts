// What Slack refuses, in characters or pieces. Slack rejects a whole message when one part is over its limit.
// Sources: docs.slack.dev/reference/block-kit and the comments of @slack/types.

export const MAX_BLOCKS = 50;
/**
 * All strings of a message's blocks together. Undocumented: Slack answers `msg_blocks_too_long` somewhere near
 * 12,000, and nobody outside knows what exactly it counts.
 */
export const MAX_MESSAGE = 10_000;
/** Any text object that has no smaller limit of its own. */
export const MAX_TEXT = 3_000;
export const MAX_HEADER = 150;
export const MAX_FIELDS = 10;
export const MAX_FIELD = 2_000;
export const MAX_ELEMENTS = 25;
export const MAX_BUTTON = 75;
export const MAX_BUTTON_VALUE = 2_000;
export const MAX_ACTION_ID = 255;
export const MAX_OPTIONS = 100;
export const MAX_OPTION = 75;
/** Slack's pages say 150 today, the SDK's types still say 75. */
export const MAX_OPTION_VALUE = 75;
export const MAX_PLACEHOLDER = 150;
export const MAX_URL = 3_000;
export const MAX_ALT_TEXT = 2_000;
/** Notification line beside the blocks; read aloud by screen readers, so not a stub. Slack takes 4,000. */
export const MAX_FALLBACK = 500;

export const MAX_MODAL_TITLE = 24;
export const MAX_INPUT = 3_000;
export const MAX_PRIVATE_METADATA = 3_000;

/** A response_url may be used five times within 30 minutes. */
export const MAX_RESPONSES = 5;
export const RESPONSES_LAST_MS = 30 * 60_000;
