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

/** The one logger: JSON lines in a file, or on standard error, so that standard output stays for people. */
export function createLog(level: string, file?: string): Log {
  const target =
    file === undefined
      ? destination({ dest: 2, sync: true })
      : destination({ dest: file, mkdir: true, sync: true });
  return pino({ level, redact: { paths: SECRETS, censor: '[hidden]' } }, target);
}
