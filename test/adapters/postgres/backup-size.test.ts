import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openDatabase, type Database } from '../../../adapters/postgres/database.ts';
import { createStore } from '../../../adapters/postgres/store.ts';
import { backUp, fileFor, restore } from '../../support/backup.ts';
import { ada, newFeed, NOON, room } from '../../support/builders.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { silentLog, useStore } from '../../support/store.ts';

const at = useStore();

let fresh: FreshDatabase;
let other: Database;
beforeAll(async () => {
  fresh = await freshDatabase({ template: inject('migratedTemplate') });
  other = await openDatabase(fresh.url, silentLog);
});
afterAll(async () => {
  await other.close();
  await fresh.drop();
});

/** 100,000 items of 200 feeds, 10,000 of them in stories and told to 10 channels. */
const FILL = `
  insert into feeds (url, title, state, created_at, next_due_at, last_read_at, credentials)
    select 'https://feed' || n || '.example/', 'Feed ' || n, 'active', now(), now(), now(), 'secret' from generate_series(1, 200) n;
  insert into items (feed_id, key, title, link, text, published_at, seen_at, details, content_hash, announce, classified_at)
    select f.id, 'key-' || n, 'Title ' || n || ' "é東京"', 'https://a.example/' || n, repeat(md5(n::text) || E' \\n', 12),
           now() - n * interval '1 minute', now(), '{"author": null, "categories": ["a", "b"], "enclosures": [], "source": null}',
           md5(n::text), true, case when n % 100 = 0 then null else now() end
    from generate_series(1, 500) n, feeds f;
  insert into topics values ('t', 'T');
  insert into stories (slug, topic, title, aliases, entities, seeds, created_at, phase, phase_since, revision)
    select 's' || n, 't', 'Story ' || n, '[]', '[]', '[{"title": "a", "text": "b"}]', now(), 'developing', now(), nextval('story_revision')
    from generate_series(1, 20) n;
  insert into assignments (item_id, story_id, state, score, margin, reasons, assigned_at, changed_at)
    select i.id, (select id from stories where slug = 's' || (1 + i.seq % 20)), 'auto', random(), random() / 3,
           '[{"kind": "entities", "text": "x", "weight": 0.1}]', now(), now()
    from items i where seq % 10 = 0;
  insert into channels (platform, space_id, channel_id, settings, last_digest_at, created_at)
    select 'discord', 'g', n::text, '{}', now(), now() from generate_series(1, 10) n;
  insert into deliveries (key, channel_id, kind, story_id, message, state, message_id, created_at, sent_at)
    select 'update:' || c.id || ':' || a.story_id || ':' || a.item_id, c.id, 'update', a.story_id, '{"blocks": []}',
           case when random() < 0.9 then 'sent' else 'pending' end, md5(a.item_id::text), now(), now()
    from assignments a, channels c;
  insert into audit (at, actor_id, actor_name, place, action) select now(), 'a', 'Ada', 'p', '/x' from generate_series(1, 1000);
  insert into audit_changes (audit_id, table_name, row_id, before, after)
    select a.id, 'assignments', s.item_id::text, to_jsonb(s), to_jsonb(s) from audit a, lateral (select * from assignments limit 5) s;
`;

/** The number of rows and a sum over all that is in them, by table. */
async function sums({ pool }: Database): Promise<Readonly<Record<string, string>>> {
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('leases', 'host_blocks', 'audit')`,
  );
  const found: Record<string, string> = {};
  for (const { name } of rows) {
    const sum = await pool.query<{ sum: string }>(
      `select count(*) || ' ' || sum(hashtextextended((to_jsonb(t) - 'credentials')::text, 0)) as sum from public."${name}" t`,
    );
    found[name] = sum.rows[0]?.sum ?? '';
  }
  return found;
}

it('brings 100,000 items back with all that was decided, said and changed, and nothing is posted twice', async () => {
  await at.pool.query(FILL);
  const file = await fileFor('large.backup');

  const bytes = await backUp(at.pool, file, new Date());
  const report = await restore(other.pool, file, { now: new Date() });

  expect(await sums(other)).toEqual(await sums(at));
  expect(report).toMatchObject({ over: 'nothing', unsure: null });
  expect(report.rows).toBeGreaterThan(200_000);
  expect(bytes).toBeLessThan(100_000_000);
  const [from, to] = [at.store, createStore(other.db)];
  expect(await to.deliveries.counts()).toEqual(await from.deliveries.counts());
  expect((await to.items.counts(NOON)).items).toBe(100_000);
  // Told before: the same keys are not written again.
  const { rows } = await other.pool.query<{ key: string; channelId: string }>(
    'select key, channel_id as "channelId" from deliveries limit 1000',
  );
  const again = rows.map((row) => ({
    ...row,
    kind: 'update' as const,
    storyId: null,
    message: { blocks: [] },
    createdAt: NOON,
    parentKey: null,
    notBefore: null,
  }));
  expect(await to.deliveries.add(again)).toEqual([]);
  const change = await to.change({ actor: ada, channel: room, action: '/x', at: NOON }, ({ feeds }) =>
    feeds.add([newFeed('https://new.example/')], NOON),
  );
  expect(change.entry).toBeGreaterThan(1001);
});
