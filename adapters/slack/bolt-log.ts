import { LogLevel, type Logger } from '@slack/bolt';
import type { Log } from '../../src/log.ts';

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: LogLevel.DEBUG,
  debug: LogLevel.DEBUG,
  info: LogLevel.INFO,
  warn: LogLevel.WARN,
};

const drop = (): void => undefined;

/**
 * The SDK's log lines in ours. Its debug lines hold whole payloads and its info lines say nothing, so they are left
 * out; what fails is decided and logged where it is called, so its errors are warnings here.
 */
export function boltLog(log: Log): Logger {
  const pass = (...said: unknown[]): void => log.warn({ said: said.map(String).join(' ') }, 'slack sdk');
  return {
    debug: drop,
    info: drop,
    warn: pass,
    error: pass,
    setLevel: drop,
    getLevel: () => LEVELS[log.level] ?? LogLevel.ERROR,
    setName: drop,
  };
}
