import type { DataTools } from '../cli/data.ts';
import { readConfig } from '../config.ts';
import { createBackupTools } from './backup.ts';

/** What the commands work with that look after data. */
export function createDataTools(
  env: Readonly<Record<string, string | undefined>>,
  version: string,
): DataTools {
  const config = () => readConfig(env);
  return createBackupTools(config, version);
}
