import type { Pool } from 'pg';

/** Items of one round trip. */
const AT_ONCE = 250;

/** `date`, `lang` and `source` are named as the backtest reads them. */
const ITEMS = `
  select json_build_object(
    'id', i.id, 'title', i.title, 'text', i.text, 'link', i.link, 'lang', i.language,
    'date', coalesce(i.published_at, i.seen_at), 'published', i.published_at, 'seen', i.seen_at,
    'source', f.title, 'feed', f.url,
    'story', s.slug, 'state', a.state, 'score', a.score)::text as line
  from items i
  join feeds f on f.id = i.feed_id
  left join assignments a on a.item_id = i.id
  left join stories s on s.id = a.story_id
  where i.reduced_at is null
  order by i.seq`;

/** Every item that still has its text, as JSON texts in groups, with its story and its state in it; of one moment. */
export async function* exportItems(pool: Pool): AsyncGenerator<readonly string[]> {
  const client = await pool.connect();
  try {
    await client.query('begin read only');
    await client.query(`set local timezone to 'UTC'`);
    await client.query(`declare exported no scroll cursor for ${ITEMS}`);
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`fetch ${AT_ONCE} from exported`);
      if (rows.length === 0) break;
      yield rows.map(({ line }) => line);
    }
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}
