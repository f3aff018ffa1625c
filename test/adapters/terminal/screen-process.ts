import { argv, stdout } from 'node:process';
import { openDatabase } from '../../../adapters/postgres/database.ts';
import { createInbox } from '../../../adapters/postgres/inbox.ts';
import { createScreen } from '../../../adapters/terminal/screen.ts';
import { createLog } from '../../../src/log.ts';

// A screen in a process of its own, to be killed: `screen-process.ts <database url> <cursor file>`.

const [, , url = '', cursorFile = ''] = argv;
const log = createLog('error');
const { db } = await openDatabase(url, log);
const screen = createScreen({
  inbox: createInbox(db),
  output: stdout,
  cursorFile,
  look: () => ({ width: 40, colours: false }),
  clock: () => new Date(),
  log,
});
await screen.start();
