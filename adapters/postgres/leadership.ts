// One process holds Discord's gateway and one Slack's socket; the others stand by. Who does is a row with an end time
// that its holder moves on every few seconds. An advisory lock would be let go sooner after `kill -9` (the system closes
// the connection), but never by a process that hangs or was suspended, and only after TCP's own time-outs when a machine
// or a cable is gone. The row asks nothing but that the holder still does its work.
//
//   0 s    last renewal          13 s   a holder that gets no answer stops by itself, at the latest
//   15 s   lease ends            18 s   another process has taken it, at the latest
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../src/log.ts';
import { ANSWER_WITHIN_MS } from './control-pool.ts';
import { LEASE_MS, type Leases } from './leadership-lease.ts';

/** What is done while the lease is held; a new one each time. */
export interface Term {
  /** Resolves when it is under way. May take long: `stop` ends that too. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether its connection stands right now; one that was lost is made again by the term itself. */
  isUp(): boolean;
}

export interface OfficeOptions {
  readonly leases: Leases;
  /** The lease's name; goes into the log. */
  readonly name: string;
  readonly newTerm: () => Term;
  /** Whether a term that could not begin never will (a refused token), rather than later (no network). */
  readonly isHopeless: (error: unknown) => boolean;
  readonly log: Log;
}

export interface Office {
  /**
   * Begins to stand for it. Resolves when the first term is under way, or when another process has it and this one
   * stands by. Throws when the first term can never begin, and then stands no more; everything else is tried again.
   */
  start(): Promise<void>;
  /**
   * `starting`: the lease is held, the term is not under way yet; `reconnecting`: it is, but its connection was lost.
   */
  state(): 'standby' | 'starting' | 'held' | 'reconnecting';
  /** Ends the term and lets another process follow at once. */
  end(): Promise<void>;
}

const LOOK_EVERY_MS = 3_000;
const RENEW_EVERY_MS = 4_000;
const RENEW_AGAIN_MS = 1_000;
/** The last renewal that is begun ends, answered or not, two seconds before the lease does. */
const STOP_AFTER_MS = LEASE_MS - ANSWER_WITHIN_MS - 2_000;
/** After a term that could not begin, so that another process gets the chance. */
const AFTER_FAILURE_MS = 10_000;

export function createOffice(options: OfficeOptions): Office {
  const { leases, name, log } = options;
  const ending = new AbortController();
  let state: ReturnType<Office['state']> = 'standby';
  let term: Term | undefined;
  let running: Promise<void> = Promise.resolve();

  async function serve(onStarted: () => void): Promise<void> {
    state = 'starting';
    const mine = options.newTerm();
    term = mine;
    const stopRenewing = new AbortController();
    const over = Promise.race([lost(options, stopRenewing.signal), aborted(ending.signal)]);
    const underWay = mine.start().then(() => {
      state = 'held';
      onStarted();
      return over;
    });
    try {
      if ((await Promise.race([over, underWay])) === 'lost')
        log.warn({ lease: name }, 'the lease was lost: another process may have taken over');
    } finally {
      await mine.stop().catch((error: unknown) => log.warn({ lease: name, err: error }, 'stopping failed'));
      state = 'standby';
      stopRenewing.abort();
      await leases.release(name).catch(() => {}); // it runs out by itself
    }
  }

  async function stand(first: { readonly done: () => void; readonly failed: (error: unknown) => void }) {
    for (let isFirst = true; !ending.signal.aborted; isFirst = false) {
      let pauseMs = LOOK_EVERY_MS;
      if (await taken(options)) {
        try {
          await serve(first.done);
        } catch (error) {
          if (isFirst && options.isHopeless(error)) return first.failed(error);
          log.error({ lease: name, err: error }, 'it could not be begun; it is tried again');
          pauseMs = AFTER_FAILURE_MS;
        }
      } else if (isFirst) log.info({ lease: name }, 'another process holds the lease: standing by');
      first.done();
      await pause(pauseMs, ending.signal);
    }
    first.done();
  }

  return {
    state: () => (state === 'held' && !term?.isUp() ? 'reconnecting' : state),
    start: () =>
      new Promise((done, failed) => {
        running = stand({ done, failed });
      }),
    async end() {
      ending.abort();
      await running;
    },
  };
}

async function taken({ leases, name, log }: OfficeOptions): Promise<boolean> {
  try {
    return await leases.take(name);
  } catch (error) {
    log.debug({ lease: name, err: error }, 'the lease could not be asked for');
    return false;
  }
}

/** Renews until the lease is lost, known or suspected. */
async function lost({ leases, name }: OfficeOptions, signal: AbortSignal): Promise<'lost'> {
  let sureUntil = performance.now() + STOP_AFTER_MS;
  let pauseMs = RENEW_EVERY_MS;
  for (;;) {
    await pause(pauseMs, signal);
    if (signal.aborted) return 'lost';
    const askedAt = performance.now();
    try {
      if (!(await leases.take(name))) return 'lost';
      sureUntil = askedAt + STOP_AFTER_MS;
      pauseMs = RENEW_EVERY_MS;
    } catch {
      if (performance.now() >= sureUntil) return 'lost';
      pauseMs = RENEW_AGAIN_MS;
    }
  }
}

function aborted(signal: AbortSignal): Promise<'ended'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('ended');
    else signal.addEventListener('abort', () => resolve('ended'), { once: true });
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
