import { pino, destination, type Logger } from 'pino';

export type Log = Logger;

/** Never printed, wherever they stand in a log line. */
const SECRETS = [
  'token',
  'password',
  'authorization',
  'headers.authorization',
  '*.token',
  '*.password',
  '*.authorization',
  '*.botToken',
  '*.appToken',
  '*.signingSecret',
  '*.secretKey',
  '*.databaseUrl',
  '*.redisUrl',
];

/** The one logger: JSON lines on standard error, so that standard output stays for people. */
export function createLog(level: string): Log {
  return pino(
    { level, redact: { paths: SECRETS, censor: '[hidden]' } },
    destination({ dest: 2, sync: true }),
  );
}
