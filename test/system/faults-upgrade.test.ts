import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { disruptiveStatements, refusedToOldVersions } from '../faults/upgrade.ts';
import { execute } from '../support/postgres-server.ts';
import { freshDatabase } from '../support/postgres.ts';

async function migrated(): Promise<string> {
  const fresh = await freshDatabase({ template: inject('migratedTemplate') });
  onTestFinished(() => fresh.drop());
  return fresh.url;
}

/** Migrations that make an index of that kind and drop it again. */
const dropped = (kind: string): ReadonlyMap<string, string> =>
  new Map([
    ['0000_tables.sql', `CREATE ${kind} "items_title" ON "items" ("title")`],
    ['0001_next.sql', 'DROP INDEX "items_title";'],
  ]);

describe('two versions at once, while an upgrade is under way', () => {
  it('migrations only add', () => {
    expect(disruptiveStatements()).toEqual([]);
  });

  it.each([
    'DROP TABLE "items"',
    'ALTER TABLE "items" DROP COLUMN "text"',
    'ALTER TABLE "items" RENAME COLUMN "text" TO "body"',
    'ALTER TABLE "items" ALTER COLUMN "text" TYPE integer',
    'ALTER TABLE "items" ADD COLUMN "size" integer NOT NULL',
    'ALTER TABLE "items" ADD CONSTRAINT "short" CHECK (length(text) < 10)',
    'CREATE UNIQUE INDEX "items_title" ON "items" ("title")',
  ])('%s would be seen', (statement) => {
    expect(disruptiveStatements(new Map([['0001_next.sql', statement]]))).toEqual([
      `0001_next.sql: ${statement}`,
    ]);
  });

  it('an index may go, but not a unique one, on which older versions rely', () => {
    expect(disruptiveStatements(dropped('INDEX'))).toEqual([]);
    expect(disruptiveStatements(dropped('UNIQUE INDEX'))).toEqual([
      '0001_next.sql: DROP INDEX "items_title";',
    ]);
  });

  it('every older version writes, changes and reads what it knows', async () => {
    expect(await refusedToOldVersions(await migrated())).toEqual([]);
  });

  it('a column that an older version cannot fill would be seen', async () => {
    const url = await migrated();
    await execute(url, 'alter table topics add column colour text not null');

    const refused = await refusedToOldVersions(url);

    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every((each) => each.includes('insert into "topics"'))).toBe(true);
  });
});
