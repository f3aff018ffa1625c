import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HostPace } from '../../src/ports/host-pace.ts';

/** Milliseconds between two requests to a host. */
const DEFAULT_GAP_MS = 1000;
/** Hosts that ask for more room than others. */
const SLOW_HOSTS: readonly (readonly [RegExp, number])[] = [[/(^|\.)reddit\.com$/i, 60_000]];

interface Host {
  /** Settles when the request before has ended. */
  tail: Promise<unknown>;
  /** `performance.now()` from which the next may start. */
  freeAt: number;
  waiting: number;
}

export interface LocalPaceOptions {
  /** Milliseconds from the end of a request to a host to the start of the next; by default what the host asks for. */
  readonly gapFor?: (host: string) => number;
  readonly now?: () => Date;
}

/**
 * The pace of a single process that keeps nothing: for commands that work without a database. Those who come while a
 * host is busy are kept in line, in their order; only a host that asked to be left alone turns them away.
 */
export function createLocalPace(options: LocalPaceOptions = {}): HostPace {
  const { gapFor: gapOf = gapFor, now = () => new Date() } = options;
  const hosts = new Map<string, Host>();
  const blocks = new Map<string, Date>();
  const blockedMs = (name: string): number =>
    Math.max(0, (blocks.get(name)?.getTime() ?? 0) - now().getTime());
  return {
    async ask(name, request) {
      const host = hosts.get(name) ?? { tail: Promise.resolve(), freeAt: 0, waiting: 0 };
      hosts.set(name, host);
      host.waiting += 1;
      const turn = host.tail;
      const ended = new EventEmitter();
      host.tail = once(ended, 'end');
      try {
        await turn;
        const waitMs = blockedMs(name);
        if (waitMs > 0) return { kind: 'wait', waitMs, blocked: true };
        const gapMs = host.freeAt - performance.now();
        if (gapMs > 0) await sleep(gapMs);
        return {
          kind: 'asked',
          value: await request().finally(() => (host.freeAt = performance.now() + gapOf(name))),
        };
      } finally {
        host.waiting -= 1;
        ended.emit('end');
        if (hosts.size > 10_000) forgetIdle(hosts);
      }
    },
    block(name, forMs) {
      const until = new Date(now().getTime() + forMs);
      const known = blocks.get(name);
      if (known === undefined || known < until) blocks.set(name, until);
      return Promise.resolve();
    },
  };
}

/** Milliseconds that a host (with or without port) is left alone after a request. */
export function gapFor(host: string): number {
  const name = host.replace(/:\d+$/, '');
  return SLOW_HOSTS.find(([pattern]) => pattern.test(name))?.[1] ?? DEFAULT_GAP_MS;
}

function forgetIdle(hosts: Map<string, Host>): void {
  const now = performance.now();
  for (const [name, host] of hosts) if (host.waiting === 0 && host.freeAt < now) hosts.delete(name);
}
