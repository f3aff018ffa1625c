import type { Pool } from 'pg';
import { storedMessage } from '../../src/messages/stored.ts';
import type { Message } from '../../src/messages/message.ts';
import { textOf } from './message-text.ts';
import { PATIENCE_MS } from './waiting.ts';

export interface Outgoing {
  readonly id: string;
  readonly key: string;
  readonly kind: string;
  readonly state: string;
  readonly channel: string;
  readonly notBefore: Date | null;
  readonly message: Message;
  readonly text: string;
}

/** Every delivery ever written, in order. */
export async function outbox(pool: Pool): Promise<readonly Outgoing[]> {
  const { rows } = await pool.query<Omit<Outgoing, 'text'>>(
    `select d.id, d.key, d.kind, d.state, c.channel_id as channel, d.not_before as "notBefore", d.message
     from deliveries d join channels c on c.id = d.channel_id order by d.seq`,
  );
  return rows.map((row) => {
    const message = storedMessage(row.message);
    return { ...row, message, text: textOf(message) };
  });
}

/** Resolves when some connection of the database waits for a lock; rejects when nobody ever does. */
export async function someoneWaits(pool: Pool): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const { rows } = await pool.query(
      `select 1 from pg_locks where locktype = 'advisory' and not granted
       and database = (select oid from pg_database where datname = current_database())`,
    );
    if (rows.length > 0) return;
  }
  throw new Error('nobody waited');
}
