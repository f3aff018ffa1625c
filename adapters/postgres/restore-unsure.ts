import type { ClientBase } from 'pg';
import type { DigestSchedule } from '../../src/digests/channel.ts';
import { nextDigestAt } from '../../src/digests/schedule.ts';

const UNSURE =
  'It waited when the backup was made, and may have been sent before the restore. /storywatch retry sends it (again).';

/**
 * For a backup after which the program went on: makes sure that nothing is posted a second time. What waited then is
 * kept as failed, with the reason, for a person to decide; what feeds hold now is read quietly, as when a feed is new;
 * digests go on at their next regular time, over everything since their last one that the backup knows of.
 * @returns the number of messages that may or may not have been sent
 */
export async function holdBackUnsure(client: ClientBase, now: Date): Promise<number> {
  const at = now.toISOString();
  const { rowCount } = await client.query(
    `update deliveries set state = 'failed', last_error = $1, retry_at = null
     where state = 'pending' and (not_before is null or not_before <= $2)`,
    [UNSURE, at],
  );
  await client.query('update items set announce = false where classified_at is null');
  await client.query('update feeds set last_read_at = null');
  const { rows } = await client.query<{ id: string; digest: DigestSchedule }>(
    'select id, digest from channels where digest is not null and digest_due_at <= $1',
    [at],
  );
  for (const { id, digest } of rows)
    await client.query('update channels set digest_due_at = $2 where id = $1', [
      id,
      nextDigestAt(digest, now).toISOString(),
    ]);
  return rowCount ?? 0;
}
