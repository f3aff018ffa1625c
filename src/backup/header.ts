import { z } from 'zod';

/** Grows when files can no longer be read by older programs. */
export const FORMAT_VERSION = 1;

/** The first line of a backup: what it is, what it was made of, and how much follows. */
export const backupHeader = z.object({
  format: z.literal('storywatch-backup'),
  version: z.number(),
  /** Version of the program that made it; for people. */
  program: z.string(),
  /** ISO 8601, by the clock of the machine that made it. */
  madeAt: z.iso.datetime(),
  /** When the newest migration of its tables was written (milliseconds): tables of a newer one cannot be read here. */
  migration: z.number(),
  /** Which installation it is of. */
  installation: z.string(),
  /** Whether a program worked on the database meanwhile, and so may have posted what the backup holds as waiting. */
  working: z.boolean(),
  /** The last number that each sequence gave out. */
  sequences: z.record(z.string(), z.string()),
  /** In the order of their rows in the file: a table comes after those that it refers to. */
  tables: z.array(
    z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number().int().nonnegative() }),
  ),
});

export type BackupHeader = z.infer<typeof backupHeader>;

/** All rows that follow a header. */
export const rowsOf = ({ tables }: Pick<BackupHeader, 'tables'>): number =>
  tables.reduce((sum, table) => sum + table.rows, 0);
