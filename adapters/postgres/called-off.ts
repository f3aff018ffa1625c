import { sql } from 'drizzle-orm';
import type { Db } from './database.ts';

/** Of a story merged into another, what remains of it: reports that wait are wanted by who follows that one. */
const HEIRS = sql`heirs (story, heir) as (
  select id, id from stories
  union
  select heirs.story, stories.merged_into from heirs join stories on stories.id = heirs.heir
  where stories.merged_into is not null
)`;

/** As in `followersOf`: a follow of the story itself says more than one of its topic. */
const FOLLOWED = sql`not coalesce((
  select follow.muted from follows follow
  where follow.channel_id = delivery.channel_id
    and ((follow.kind = 'story' and follow.target = story.id::text)
      or (follow.kind = 'topic' and follow.target = story.topic))
  order by follow.kind = 'story' desc limit 1
), true)`;

/**
 * Calls off what waits and is wanted no more: messages of a story that its channel does not follow (any more), that a
 * person closed or took back; the living post of a story that became part of another; the digest of a channel that gets
 * none. A message that is being posted at this moment arrives, and is noted as sent.
 */
export async function callOffUnwanted(tx: Db): Promise<void> {
  await tx.execute(sql`
    with recursive ${HEIRS}
    update deliveries delivery set state = 'cancelled', retry_at = null
    where delivery.state = 'pending' and (
      (delivery.kind = 'digest'
        and exists (select from channels where id = delivery.channel_id and digest is null))
      or (delivery.kind in ('post', 'update', 'phase') and delivery.story_id is not null and not exists (
        select from heirs join stories story on story.id = heirs.heir
        where heirs.story = delivery.story_id
          and (delivery.kind = 'update' or heirs.heir = heirs.story)
          and story.merged_into is null and story.removed_at is null and story.closed_at is null
          and ${FOLLOWED}
      ))
    )`);
}

/** Older news is told by digest and card. */
const WANTED_AGAIN_FOR = sql`interval '1 day'`;

/**
 * Lets a message that a change had called off wait again, unless it is too old, or another one took its place. What is
 * to be called off again is for `callOffUnwanted`.
 */
export async function wantAgain(tx: Db, deliveryId: string, key: unknown, now: Date): Promise<void> {
  await tx.execute(sql`
    update deliveries set state = 'pending'
    where id = ${deliveryId}::uuid and state = 'cancelled' and key = ${key}
      and created_at > ${now.toISOString()}::timestamptz - ${WANTED_AGAIN_FOR}`);
}
