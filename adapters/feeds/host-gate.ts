import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between the end of one request to a host and the start of the next. */
const DEFAULT_GAP_MS = 1000;
/** Hosts that ask for more room than others. */
const SLOW_HOSTS: readonly (readonly [RegExp, number])[] = [[/(^|\.)reddit\.com$/i, 60_000]];

/** Lets one request at a time through to each host, with a gap, and none while the host asked to be left alone. */
export interface HostGate {
  /** Runs the task when the host is free. Rejects with the signal's reason when it aborts while waiting. */
  run<T>(host: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Keeps the host free of requests until then. */
  block(host: string, until: Date): void;
  /** Until when the host is blocked, or null. */
  blockedUntil(host: string, now: Date): Date | null;
}

interface Host {
  /** Settles when the request before has ended. */
  tail: Promise<unknown>;
  /** `performance.now()` from which the next may start. */
  freeAt: number;
  waiting: number;
}

/** `gapMs` replaces the gap for every host; tests and benchmarks on loopback set it to 0. */
export function createHostGate(gapMs?: number): HostGate {
  const hosts = new Map<string, Host>();
  const blocks = new Map<string, Date>();
  return {
    async run(name, task, signal) {
      const host = hosts.get(name) ?? { tail: Promise.resolve(), freeAt: 0, waiting: 0 };
      hosts.set(name, host);
      host.waiting += 1;
      const turn = host.tail;
      const ended = new EventEmitter();
      host.tail = once(ended, 'end');
      try {
        await turn;
        const wait = host.freeAt - performance.now();
        if (wait > 0) await sleep(wait, undefined, signal === undefined ? {} : { signal });
        signal?.throwIfAborted();
        return await task();
      } finally {
        host.freeAt = Math.max(host.freeAt, performance.now() + (gapMs ?? gapFor(name)));
        host.waiting -= 1;
        ended.emit('end');
        if (hosts.size > 10_000) forgetIdle(hosts);
      }
    },
    block: (host, until) => {
      const known = blocks.get(host);
      if (known === undefined || known < until) blocks.set(host, until);
    },
    blockedUntil(host, now) {
      const until = blocks.get(host);
      if (until === undefined) return null;
      if (until > now) return until;
      blocks.delete(host);
      return null;
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
