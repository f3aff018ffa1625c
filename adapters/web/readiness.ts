import { setTimeout as delay } from 'node:timers/promises';
import type { Dependency } from '../../src/ports/dependency.ts';

export interface ReadinessReport {
  readonly ready: boolean;
  readonly dependencies: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

export interface Readiness {
  /** Asks every dependency at once; never rejects and takes no longer than `WITHIN_MS`. */
  look(): Promise<ReadinessReport>;
}

const WITHIN_MS = 2_000;

export function createReadiness(dependencies: readonly Dependency[]): Readiness {
  return {
    async look() {
      const states = await Promise.all(dependencies.map((dependency) => look(dependency)));
      return { ready: states.every(({ ok }) => ok), dependencies: states };
    },
  };
}

async function look(dependency: Dependency): Promise<ReadinessReport['dependencies'][number]> {
  // What went wrong may name hosts and users: that is for the log, not for whoever asks.
  const silent = { ok: false, detail: 'does not answer' };
  const answer = await Promise.race([
    dependency.state().catch(() => silent),
    delay(WITHIN_MS, silent, { ref: false }),
  ]);
  return { name: dependency.name, ...answer };
}
