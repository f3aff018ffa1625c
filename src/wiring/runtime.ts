import { userInfo } from 'node:os';
import { join } from 'node:path';
import { env, stdin, stdout } from 'node:process';
import { createLocalPace, gapFor } from '../../adapters/feeds/local-pace.ts';
import { parseOpml, renderOpml } from '../../adapters/feeds/opml.ts';
import { unconnectedDb, type Database } from '../../adapters/postgres/database.ts';
import { createHostPace } from '../../adapters/postgres/host-pace.ts';
import { createInbox } from '../../adapters/postgres/inbox.ts';
import { createRetention } from '../../adapters/postgres/retention.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import { createSecretBox } from '../../adapters/secrets/secret-box.ts';
import { readSeeds, type Seeds } from '../../adapters/seeds/read-seeds.ts';
import { terminalCaller } from '../../adapters/terminal/caller.ts';
import { createTerminalChat } from '../../adapters/terminal/chat.ts';
import { lookOf } from '../../adapters/terminal/look.ts';
import { runPrompt } from '../../adapters/terminal/prompt.ts';
import { renderTerminal } from '../../adapters/terminal/render.ts';
import { createScreen } from '../../adapters/terminal/screen.ts';
import { startEngine, type Engine } from '../../jobs/engine.ts';
import type { QueueBackend } from '../../jobs/queue.ts';
import { createStoryModel } from '../../jobs/story-model.ts';
import type { OpenOptions, Runtime } from '../cli/runtime.ts';
import type { Command } from '../commands/command.ts';
import { createCommandDesk } from '../commands/desk.ts';
import { wakeChannel } from '../deliveries/dead-channel.ts';
import { toNewFeed } from '../commands/feeds.ts';
import { createCommands, createComplete } from '../commands/index.ts';
import { readConfig } from '../config.ts';
import type { Chat } from '../ports/chat.ts';
import type { FeedReader } from '../ports/feed-reader.ts';
import type { Opml } from '../ports/opml.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import type { Store } from '../ports/store.ts';
import { plantStories } from '../stories/plant.ts';
import { parseStoryFiles } from '../stories/story-file.ts';
import { openClassifier, type Classifier } from './classifier.ts';
import { connectChats } from './chats.ts';
import { openMeaning } from './embeddings.ts';
import { openReader } from './feeds.ts';
import { TERMINAL_ONLY } from './roles.ts';
import { openStorage } from './storage.ts';
import { createWork } from './work.ts';

/** What was installed, or cloned. */
interface Package {
  /** Folder of package.json. */
  readonly root: URL;
  readonly version: string;
}

const opml: Opml = { parse: parseOpml, render: renderOpml };

const look = () => lookOf(stdout, env);

/** Opens all of the program: storage, chats, and what works and answers on them. */
export async function openRuntime({ root, version }: Package, options: OpenOptions): Promise<Runtime> {
  const { config, log, clock } = options;
  const seeds = await readSeeds(root);
  const storage = await openStorage(options);
  const { database } = storage;
  const store = createStore(database.db);
  const inbox = createInbox(database.db);
  const pace = createHostPace(database.pool, (host) => options.hostGapMs ?? gapFor(host));
  const reader = openReader(config, version, pace);
  await plant(store, seeds, options);

  const classifier = openClassifier(seeds.lexicon);
  const secrets = config.secretKey ? createSecretBox(config.secretKey) : null;
  const parts: Parts = { store, reader, secrets, classifier };
  const desk = openDesk(version, options, parts);
  const caller = terminalCaller(userInfo().username);
  const screen = createScreen({
    inbox,
    output: stdout,
    cursorFile: join(config.dataDir, 'terminal-cursor'),
    look,
    clock,
    log,
  });
  const roles = options.roles ?? TERMINAL_ONLY;
  const remote = await connectChats({ config, roles, desk, store, log });
  const terminal = createTerminalChat(inbox, clock, () => void screen.flush());
  const chats = remote.chats.length > 0 ? remote.chats : [terminal];
  const work = createWork({
    options,
    roles,
    version,
    storage,
    remote,
    stopScreen: () => screen.stop(),
    startEngine: (backend) => engineOf(options, database, { ...parts, backend, chats, works: roles.worker }),
  });

  return {
    store,
    desk,
    caller,
    platforms: remote.chats.map((chat) => chat.platform),
    startEngine: () => work.start(),
    databaseLost: work.databaseLost,
    startScreen: () => screen.start(),
    flushScreen: () => screen.flush(),
    prompt: ({ interactive, signal }) =>
      runPrompt({ desk, caller, input: stdin, output: stdout, interactive, look, clock, screen, signal }),
    print: (message) => void stdout.write(`${renderTerminal(message, { ...look(), now: clock() })}\n`),
    async close() {
      await work.stop();
      await reader.close();
      await database.close();
      await storage.stopServer();
    },
  };
}

/** Adds the built-in stories and feeds that were never here. */
async function plant(store: Store, seeds: Seeds, { clock, feeds, log }: OpenOptions): Promise<void> {
  const { stories, problems } = parseStoryFiles(seeds.stories);
  for (const problem of problems) log.warn({ problem }, 'a story file was left out');
  const wanted = feeds ?? opml.parse(seeds.opml).feeds.map(toNewFeed);
  await store.transactStories(async (tables) => {
    await plantStories(tables, stories, clock());
    const known = await tables.feeds.known(wanted.map((feed) => feed.url));
    await tables.feeds.add(
      wanted.filter((feed) => !known.has(feed.url)),
      clock(),
    );
  });
}

interface Parts {
  readonly store: Store;
  readonly reader: FeedReader;
  readonly secrets: SecretBox | null;
  readonly classifier: Classifier;
}

function openDesk(version: string, { config, clock, log }: OpenOptions, { classifier, ...parts }: Parts) {
  const { newTracker, driftOf } = classifier;
  const deps = {
    ...parts,
    opml,
    newTracker,
    driftOf,
    pollFloorMs: config.pollFloorMs,
    startedAt: clock(),
    version,
  };
  return createCommandDesk({
    commands: createCommands(deps),
    complete: createComplete(deps),
    clock,
    log,
    onCall: ({ channel }) => wakeChannel(parts.store, channel, clock()),
  });
}

/** The commands as manifests and documents describe them; nothing is asked of the database behind them. */
export function describedCommands(version: string): readonly Command[] {
  const store = createStore(unconnectedDb());
  const reader = openReader(readConfig({}), version, createLocalPace());
  const { newTracker, driftOf } = openClassifier([]);
  return createCommands({
    store,
    reader,
    secrets: null,
    opml,
    newTracker,
    driftOf,
    pollFloorMs: 0,
    startedAt: new Date(0),
    version,
  });
}

interface EngineParts extends Parts {
  readonly backend: QueueBackend;
  readonly chats: readonly Chat[];
  readonly works: boolean;
}

function engineOf(
  { config, clock, log, onProgress }: OpenOptions,
  { db }: Database,
  { classifier, ...parts }: EngineParts,
): Engine {
  return startEngine({
    ...parts,
    model: createStoryModel(classifier.newTracker, openMeaning(config, clock, log)),
    findEmerging: classifier.findEmerging,
    pollFloorMs: config.pollFloorMs,
    retention: createRetention(db),
    retentionDays: config.retentionDays,
    clock,
    log,
    onPolled: ({ feed, outcome, added }) =>
      onProgress?.({ kind: 'polled', title: feed.title, outcome, added }),
    onBatch: (batch) => onProgress?.({ kind: 'classified', ...batch }),
  });
}
