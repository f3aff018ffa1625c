/** What Discord accepts, in UTF-16 units (never fewer than Discord counts). A message beyond any of these is refused whole. */
export const MAX_EMBEDS = 10;
/** Titles, descriptions, field names and values of all embeds of one message together. */
export const MAX_EMBED_TOTAL = 6000;
export const MAX_TITLE = 256;
export const MAX_DESCRIPTION = 4096;
export const MAX_FIELDS = 25;
export const MAX_FIELD_NAME = 256;
export const MAX_FIELD_VALUE = 1024;
export const MAX_ALT_TEXT = 1024;

export const MAX_ROWS = 5;
export const MAX_BUTTONS_IN_ROW = 5;
export const MAX_BUTTON_LABEL = 80;
export const MAX_CUSTOM_ID = 100;
/** Of a select menu, an autocompletion or an option with fixed choices. */
export const MAX_CHOICES = 25;
export const MAX_CHOICE_LABEL = 100;
export const MAX_CHOICE_VALUE = 100;
export const MAX_PLACEHOLDER = 150;
export const MAX_MODAL_TITLE = 45;
export const MAX_INPUT_LABEL = 45;
export const MAX_INPUT_VALUE = 4000;
export const MAX_INPUT_PLACEHOLDER = 100;

export const MAX_THREAD_NAME = 100;
export const MAX_NONCE = 25;

export const MAX_COMMAND_DESCRIPTION = 100;
export const MAX_OPTIONS = 25;
export const MAX_COMMANDS = 100;
/** Names, descriptions and choice values of one command together. */
export const MAX_COMMAND_TOTAL = 8000;
export const MAX_OPTION_LENGTH = 6000;
