import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { newFeed } from '../support/builders.ts';
import { serverPid } from '../support/embedded.ts';
import { openFeedServer } from '../support/feed-server.ts';
import { dataFolder, settingsFor, start, SYSTEM_TEST_MS } from '../support/program.ts';
import { silentLog } from '../support/store.ts';
import { freePort, until } from '../support/waiting.ts';

const FEED = `<rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>One</title><link>https://news.example/1</link></item></channel></rss>`;

/** Adds a feed that is due at once, as another process would. */
async function addFeed(dataDir: string, url: string): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDir });
  const database = await openDatabase(server.url, silentLog);
  await createStore(database.db).feeds.add([newFeed(url)], new Date());
  await database.close();
  await server.stop();
}

it(
  'a process goes on working after its embedded server was killed',
  async () => {
    const publisher = await openFeedServer();
    onTestFinished(() => publisher.close());
    publisher.page('/second', FEED);
    const dataDir = await dataFolder();
    const port = await freePort();
    const program = start(['start', '--role', 'worker,web'], settingsFor(dataDir, { PORT: String(port) }));
    await program.says('Storywatch reads');
    const server = await serverPid(dataDir);

    process.kill(server ?? 0, 'SIGKILL');
    await until(async () => ((await serverPid(dataDir)) ?? server) !== server, 'there is a new server');
    await until(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).ok, 'everything is there again');
    await addFeed(dataDir, `${publisher.origin}/second`);

    await until(() => publisher.seen.some(({ path }) => path === '/second'), 'a new feed is read');
    const { code } = await program.end('SIGTERM');
    expect(code).toBe(0);
  },
  SYSTEM_TEST_MS,
);
