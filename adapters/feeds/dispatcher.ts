import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { Agent, buildConnector, ProxyAgent, type Dispatcher } from 'undici';
import { RefusedAddressError, type AddressGuard } from './address-guard.ts';

// The guard sits where a connection is made: the addresses that a name resolves to are checked in the very look-up
// the socket uses, so a second answer (DNS rebinding) is checked too; address literals, which skip the look-up, are
// checked before; and the peer is checked once connected.

export interface Timeouts {
  /** Milliseconds until the connection stands. */
  readonly connectMs: number;
  /** Milliseconds until the answer's headers, and between two pieces of its body. */
  readonly firstByteMs: number;
  /** Milliseconds for one request with its body. */
  readonly wholeMs: number;
}

/** Proxies as the usual variables name them (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`). */
export interface Proxies {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly none?: string | undefined;
}

/** Resolves a name to all its addresses. */
export type Resolve = (hostname: string) => Promise<readonly { address: string; family: number }[]>;

export interface DispatcherOptions {
  readonly guard: AddressGuard;
  readonly timeouts: Timeouts;
  readonly proxies: Proxies;
  readonly resolve?: Resolve | undefined;
  /** Certificates trusted besides Node's own, in PEM. */
  readonly ca?: string | undefined;
}

/** The dispatchers of a reader: one that connects itself, and one for each proxy. */
export interface Dispatchers {
  /** The dispatcher for an address. Rejects with RefusedAddressError when a proxied target is not to be asked. */
  choose(url: URL): Promise<Dispatcher>;
  close(): Promise<void>;
}

export function createDispatchers(options: DispatcherOptions): Dispatchers {
  const { guard, timeouts, proxies } = options;
  const resolve = options.resolve ?? ((hostname) => lookup(hostname, { all: true }));
  const direct = new Agent({
    ...limits(timeouts),
    allowH2: true,
    connect: guardedConnector(options, resolve),
  });
  const agents = new Map<string, ProxyAgent>();
  const proxyAgent = (uri: string, tunnel: boolean): ProxyAgent => {
    const key = `${tunnel} ${uri}`;
    const known = agents.get(key);
    if (known !== undefined) return known;
    const agent = new ProxyAgent({
      uri,
      ...limits(timeouts),
      // Plain HTTP is asked of a proxy in full; many allow tunnels to port 443 only.
      proxyTunnel: tunnel,
      ...(options.ca === undefined ? {} : { requestTls: { ca: options.ca } }),
    });
    agents.set(key, agent);
    return agent;
  };
  return {
    async choose(url) {
      const proxy = proxyFor(url, proxies);
      if (proxy === null) return direct;
      await checkProxied(url, guard, resolve);
      return proxyAgent(proxy, url.protocol === 'https:');
    },
    async close() {
      await Promise.all([direct.destroy(), ...[...agents.values()].map((agent) => agent.destroy())]);
    },
  };
}

function limits(timeouts: Timeouts): Agent.Options {
  return {
    headersTimeout: timeouts.firstByteMs,
    bodyTimeout: timeouts.firstByteMs,
    connectTimeout: timeouts.connectMs,
    maxHeaderSize: 32_768,
    // One request per host at a time is the rule; a second socket is for a host that is both asked and redirected to.
    connections: 2,
    keepAliveTimeout: 10_000,
  };
}

function guardedConnector(
  { guard, timeouts, ca }: DispatcherOptions,
  resolve: Resolve,
): buildConnector.connector {
  const resolveChecked = callbackify((hostname: string) => checkedAddresses(hostname, guard, resolve));
  const guardedLookup: LookupFunction = (hostname, { all }, done) => {
    resolveChecked(hostname, (error, addresses) => {
      if (error !== null) return done(error, []);
      const [first] = addresses;
      return all === true ? done(null, addresses) : done(null, first?.address ?? '', first?.family ?? 4);
    });
  };
  const connect = buildConnector({
    allowH2: true,
    timeout: timeouts.connectMs,
    autoSelectFamily: true,
    lookup: guardedLookup,
    ...(ca === undefined ? {} : { ca }),
  });
  return (options, done) => {
    const literal = options.hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) !== 0 && !guard(literal)) {
      done(refusal(literal), null);
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error !== null) return done(error, null);
      const peer = socket.remoteAddress ?? '';
      if (guard(peer)) return done(null, socket);
      socket.on('error', () => {});
      socket.destroy();
      return done(refusal(peer), null);
    });
  };
}

async function checkedAddresses(
  hostname: string,
  guard: AddressGuard,
  resolve: Resolve,
): Promise<{ address: string; family: number }[]> {
  const addresses = await resolve(hostname);
  const refused = addresses.find(({ address }) => !guard(address));
  if (refused !== undefined) throw refusal(refused.address);
  if (addresses.length === 0)
    throw Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND' });
  return [...addresses];
}

/**
 * A proxy connects for us, so only what we resolve ourselves can be checked. A name that resolves nowhere here is left
 * to the proxy, which often is the only one with DNS.
 */
async function checkProxied(url: URL, guard: AddressGuard, resolve: Resolve): Promise<void> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(hostname) !== 0) {
    if (!guard(hostname)) throw refusal(hostname);
    return;
  }
  if (/(^|\.)localhost\.?$/i.test(hostname) && !guard('127.0.0.1')) throw refusal(hostname);
  const addresses = await resolve(hostname).catch(() => []);
  const refused = addresses.find(({ address }) => !guard(address));
  if (refused !== undefined) throw refusal(refused.address);
}

function refusal(address: string): RefusedAddressError {
  return new RefusedAddressError(`${address} is not a public address`);
}

/** The proxy for an address, or null when it is asked directly. */
export function proxyFor(url: URL, { http, https, none }: Proxies): string | null {
  const proxy = url.protocol === 'https:' ? (https ?? http) : http;
  if (proxy === undefined || proxy === '') return null;
  const exempt = (none ?? '').split(/[\s,]+/).some((pattern) => isExempt(url, pattern.toLowerCase()));
  return exempt ? null : proxy;
}

function isExempt(url: URL, pattern: string): boolean {
  if (pattern === '') return false;
  if (pattern === '*') return true;
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(pattern) ?? [];
  const ownPort = url.port || (url.protocol === 'https:' ? '443' : '80');
  if (port !== undefined && port !== ownPort) return false;
  const suffix = host.replace(/^\*?\.?/, '');
  return url.hostname === suffix || url.hostname.endsWith(`.${suffix}`);
}
