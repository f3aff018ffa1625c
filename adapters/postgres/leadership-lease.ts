import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';

/** Leases of this process. One name is held by one process at a time. */
export interface Leases {
  /**
   * Takes the lease, or makes one that is held here last another `LEASE_MS`. False while another process holds it.
   * Rejects when the database does not answer within `ANSWER_WITHIN_MS`: then nothing is known.
   */
  take(name: string): Promise<boolean>;
  /** Lets another process take it at once. */
  release(name: string): Promise<void>;
  /** Ends every lease, whoever holds it: for a time at which no other process works. */
  forgetAll(): Promise<void>;
}

/** A process that dies is followed by another one after this long at most, and the 3 s in which that one looks again. */
export const LEASE_MS = 15_000;
/** `pool` should be one that busy work never exhausts, with time-outs of `ANSWER_WITHIN_MS`: see control-pool.ts. */
export function createLeases(pool: Pool): Leases {
  const holder = randomUUID();
  return {
    async take(name) {
      // The database's clock alone counts: those of two machines differ.
      const { rowCount } = await pool.query(
        `insert into leases as lease (name, holder, until)
         values ($1, $2, now() + $3 * interval '1 millisecond')
         on conflict (name) do update set holder = excluded.holder, until = excluded.until
         where lease.holder = excluded.holder or lease.until < now()`,
        [name, holder, LEASE_MS],
      );
      return rowCount === 1;
    },
    async release(name) {
      await pool.query('delete from leases where name = $1 and holder = $2', [name, holder]);
    },
    async forgetAll() {
      await pool.query('delete from leases');
    },
  };
}
