import { customType } from 'drizzle-orm/pg-core';

/** A `jsonb` column that takes any text: PostgreSQL refuses two things that JavaScript and JSON allow. */
export const jsonb = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => 'jsonb',
  toDriver: (value) => storableJson(JSON.stringify(value)),
});

/** NUL and half of a surrogate pair, as JSON.stringify writes them; other escapes are matched to be passed over. */
const ESCAPES = /\\(?:u(?:0000|d[89a-f][\da-f]{2})|.)/gu;

/** JSON as JSON.stringify writes it, without what PostgreSQL refuses. */
export const storableJson = (json: string): string =>
  json.includes(String.raw`\u`)
    ? json.replace(ESCAPES, (escape) => (/^\\u(?:0000|d)/u.test(escape) ? '\uFFFD' : escape))
    : json;
