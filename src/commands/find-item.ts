import type { Item } from '../feeds/item.ts';
import type { Tables } from '../ports/store.ts';
import { UserError } from './command.ts';

/** The item that a reference like `1f2e3d4c` names. Throws UserError when none or several do. */
export async function findItem(tables: Tables, ref: string): Promise<Item> {
  const found = await tables.items.byRef(ref.replace(/^#/u, '').toLowerCase());
  const [item, second] = found;
  if (!item)
    throw new UserError(
      `No report has the reference "${ref}". References stand in /stories why and /stories correct.`,
    );
  if (second) throw new UserError(`The reference "${ref}" fits several reports. Give more of its digits.`);
  return item;
}
