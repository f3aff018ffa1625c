const DAY_MS = 86_400_000;

/** Header values as undici gives them: one, several, or none. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The first value of a header, or null. */
export function header(headers: Headers, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** How long the answer says it stays fresh, in milliseconds, at most a day; null when it does not say. */
export function freshFor(headers: Headers, now: Date): number | null {
  const longest = Math.max(maxAge(headers) ?? 0, expiresIn(headers, now) ?? 0, retryAfter(headers, now) ?? 0);
  return longest > 0 ? Math.min(longest, DAY_MS) : null;
}

/** `Retry-After` in milliseconds from now (seconds or a date), at most a day; null when absent, past or unreadable. */
export function retryAfter(headers: Headers, now: Date): number | null {
  const value = header(headers, 'retry-after')?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime();
  return ms > 0 ? Math.min(Math.ceil(ms), DAY_MS) : null;
}

function maxAge(headers: Headers): number | null {
  const control = header(headers, 'cache-control') ?? '';
  if (/\bno-(cache|store)\b/i.test(control)) return null;
  const seconds = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/i.exec(control)?.[1];
  if (seconds === undefined) return null;
  const age = Number.parseInt(header(headers, 'age') ?? '0', 10);
  return (Number(seconds) - (Number.isFinite(age) ? age : 0)) * 1000;
}

/** `Expires` counts from the server's own clock; `max-age` overrides it. */
function expiresIn(headers: Headers, now: Date): number | null {
  const control = header(headers, 'cache-control') ?? '';
  if (/\bno-(cache|store)\b|max-age/i.test(control)) return null;
  const expires = Date.parse(header(headers, 'expires') ?? '');
  const sent = Date.parse(header(headers, 'date') ?? '');
  const ms = expires - (Number.isNaN(sent) ? now.getTime() : sent);
  return Number.isFinite(ms) ? ms : null;
}
