// A worker's classifier: classifies what waits whenever a line comes, and then says so.
import { argv, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { classifyItems } from '../../jobs/classify-items.ts';
import { createStoryModel } from '../../jobs/story-model.ts';
import { createLog } from '../../src/log.ts';
import { createTracker } from '../../src/stories/create-tracker.ts';
import { repoLexicon } from '../src/stories/repo-lexicon.ts';
import { NOON } from '../support/builders.ts';

const log = createLog('error');
const database = await openDatabase(argv[2] ?? '', log);
const store = createStore(database.db);
const model = createStoryModel(() => createTracker({ lexicon: repoLexicon }));
const classify = classifyItems({ store, model, clock: () => NOON, log });

for await (const line of createInterface(stdin)) {
  await classify();
  stdout.write(`${line}\n`);
}
await database.close();
