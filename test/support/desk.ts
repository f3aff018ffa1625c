import { afterAll } from 'vitest';
import { parseOpml, renderOpml } from '../../adapters/feeds/opml.ts';
import { createLocalPace } from '../../adapters/feeds/local-pace.ts';
import { createFeedReader } from '../../adapters/feeds/reader.ts';
import { createSecretBox } from '../../adapters/secrets/secret-box.ts';
import type { Actor, ChannelRef, Reply } from '../../src/commands/command.ts';
import { createCommandDesk, type CommandDesk } from '../../src/commands/desk.ts';
import { createCommands, createComplete } from '../../src/commands/index.ts';
import type { FeedReader } from '../../src/ports/feed-reader.ts';
import type { Store } from '../../src/ports/store.ts';
import { createTracker } from '../../src/stories/create-tracker.ts';
import { driftOf } from '../../src/stories/drift.ts';
import { NO_BACKGROUND } from '../../src/stories/frequencies.ts';
import type { TrackedStory } from '../../src/stories/tracker.ts';
import { repoLexicon } from '../src/stories/repo-lexicon.ts';
import { ada, MINUTE_MS, NOON, room } from './builders.ts';
import { buttonsOf, textOf } from './message-text.ts';
import { silentLog } from './store.ts';

/** A terminal-less person at the desk. */
export interface Speaker {
  readonly desk: CommandDesk;
  /** Types a line, as Ada in the room unless said otherwise, and returns what comes back. */
  readonly say: (
    line: string,
    over?: { readonly actor?: Actor; readonly channel?: ChannelRef },
  ) => Promise<Reply>;
  /** The same as plain text. */
  readonly ask: (
    line: string,
    over?: { readonly actor?: Actor; readonly channel?: ChannelRef },
  ) => Promise<string>;
  /** Presses the button that the last reply offered for taking it back. */
  readonly undo: () => Promise<string>;
  /** What the clock says from now on. */
  readonly setNow: (now: Date) => void;
}

/** What the desk opens stored logins with. */
export const deskSecrets = createSecretBox('a key of tests');

let reader: FeedReader | undefined;
afterAll(() => reader?.close());

/** One for the tests of a file: its threads take a while to start. */
function theReader(): FeedReader {
  reader ??= createFeedReader({
    userAgent: 'Storywatch test',
    maxBytes: 1_000_000,
    allow: ['127.0.0.0/8'],
    pace: createLocalPace({ gapFor: () => 0 }),
  });
  return reader;
}

/** The real commands on a store. Feeds are read over HTTP from loopback. */
export function openDesk(store: Store): Speaker {
  let now = NOON;
  let last: Reply | undefined;
  const deps = {
    store,
    reader: theReader(),
    secrets: deskSecrets,
    opml: { parse: parseOpml, render: renderOpml },
    newTracker: () => createTracker({ lexicon: repoLexicon }),
    driftOf: (story: TrackedStory) => driftOf(story, { lexicon: repoLexicon, background: NO_BACKGROUND }),
    pollFloorMs: 5 * MINUTE_MS,
    startedAt: NOON,
    version: '1.2.3',
  };
  const desk = createCommandDesk({
    commands: createCommands(deps),
    complete: createComplete(deps),
    clock: () => now,
    log: silentLog,
  });
  const say: Speaker['say'] = async (line, { actor = ada, channel = room } = {}) => {
    last = await desk.runLine(line, { actor, channel });
    return last;
  };
  const ask: Speaker['ask'] = async (line, over) => textOf((await say(line, over)).message);
  return {
    desk,
    say,
    ask,
    async undo() {
      const button = last && buttonsOf(last.message).find(({ label }) => label === 'Undo');
      if (!button) throw new Error('the last reply cannot be undone');
      return ask(button.command);
    },
    setNow(next) {
      now = next;
    },
  };
}
