import { request } from 'undici';
import { createAddressGuard } from './address-guard.ts';
import { createDispatchers, type Proxies } from './dispatcher.ts';

const ANSWER_MS = 5_000;

/**
 * How far a web server's clock is ahead of ours in milliseconds, good to a second or two; null when it does not say.
 * Goes through the same guard as feeds do. Throws when it cannot be reached.
 */
export async function serverAheadMs(
  url: string,
  options: { readonly userAgent: string; readonly allow: readonly string[]; readonly proxies: Proxies },
): Promise<number | null> {
  const timeouts = { connectMs: ANSWER_MS, firstByteMs: ANSWER_MS, wholeMs: ANSWER_MS };
  const dispatchers = createDispatchers({
    guard: createAddressGuard(options.allow),
    timeouts,
    proxies: options.proxies,
  });
  try {
    const before = Date.now();
    const origin = new URL('/', url);
    const { headers, body } = await request(origin, {
      method: 'HEAD',
      headers: { 'user-agent': options.userAgent },
      dispatcher: await dispatchers.choose(origin),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const middle = (before + Date.now()) / 2;
    await body.dump();
    const said = Date.parse(String(headers['date'] ?? ''));
    // The header has whole seconds, cut off.
    return Number.isNaN(said) ? null : said + 500 - middle;
  } finally {
    await dispatchers.close();
  }
}
