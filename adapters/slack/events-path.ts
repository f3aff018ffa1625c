/** Where Slack sends its requests when commands come over HTTP. */
export const EVENTS_PATH = '/slack/events';
