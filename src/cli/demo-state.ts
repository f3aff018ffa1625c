import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const demoState = z.object({
  /** Where the sample feeds are served; their addresses hold it. */
  port: z.number(),
  /** What the feeds held at the start was read. */
  loaded: z.boolean(),
  replay: z.object({ startedAtMs: z.number(), fromMs: z.number(), untilMs: z.number(), speed: z.number() }),
});

export type DemoState = z.infer<typeof demoState>;

const fileIn = (dataDir: string): string => join(dataDir, 'replay.json');

/** The state of a demo that was cut short; null when there is none, or none that can be read. */
export function readDemoState(dataDir: string): DemoState | null {
  try {
    return demoState.parse(JSON.parse(readFileSync(fileIn(dataDir), 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps the state, whole or not at all; null: the demo has ended. */
export function writeDemoState(dataDir: string, state: DemoState | null): void {
  const file = fileIn(dataDir);
  if (state === null) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state));
  renameSync(`${file}.new`, file);
}
