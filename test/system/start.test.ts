import { expect, it, onTestFinished } from 'vitest';
import { serverPid } from '../support/embedded.ts';
import { openFeedServer } from '../support/feed-server.ts';
import {
  harbourFeed,
  harbourStory,
  HARBOUR_REPORTS,
  HARBOUR_TITLE,
  NEAR_MISSES,
} from '../support/harbour-news.ts';
import { ask, askUntil, dataFolder, run, settingsFor, start, SYSTEM_TEST_MS } from '../support/program.ts';

const [first = { title: '' }, second = { title: '' }] = HARBOUR_REPORTS;

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** A publisher whose feed has the near-misses and as many reports of the story as `publish` says. */
async function harbourWire() {
  const server = await openFeedServer();
  onTestFinished(() => server.close());
  const publish = (count: number): void =>
    server.page('/feed.xml', harbourFeed([...NEAR_MISSES, ...HARBOUR_REPORTS.slice(0, count)], new Date()));
  publish(0);
  return { address: `${server.origin}/feed.xml`, publish };
}

it(
  'alerts of a followed story once, answers while it runs and when it is stopped, and keeps everything',
  { timeout: SYSTEM_TEST_MS },
  async () => {
    const dataDir = await dataFolder();
    const settings = settingsFor(dataDir);
    const wire = await harbourWire();
    const [seed] = harbourStory(new Date()).seeds ?? [];

    // A first run: a feed and a story are added through a chat beside it, then the feed changes.
    const running = start(['start'], settings);
    await running.says('this terminal is the chat');
    const chat = start(['chat'], settings);
    expect(await ask(chat, `/feeds add ${wire.address}`)).toContain('Harbour Wire is added');
    await ask(chat, `/stories create government-breaches "${HARBOUR_TITLE}" ${seed?.title}. ${seed?.text}`);
    await ask(chat, '/stories edit harbour-authority-breach entities Harbour Authority, Tidewater gang');
    await askUntil(chat, '/feeds list', /Harbour Wire .*· ok/u);
    wire.publish(1);
    expect(await ask(chat, `/feeds check ${wire.address}`)).toContain('Harbour Wire is well');
    await running.says(first.title);
    expect(await ask(chat, '/digest now')).toMatch(/Digest: 1 story moved[^]*Harbour Authority breach/u);
    expect((await chat.leave()).code).toBe(0);
    const asked = await run(['chat'], settings, ['/story harbour']);
    expect(asked).toEqual({ code: 0, said: expect.stringContaining(first.title) as string, complained: '' });

    // The end by SIGTERM: told once, nothing that is no report, no PostgreSQL left.
    const pid = await serverPid(dataDir);
    const stopped = await running.end('SIGTERM');
    expect(stopped.code).toBe(0);
    expect(stopped.said).toContain('everything is kept');
    expect(occurrences(stopped.said, first.title)).toBe(1);
    for (const { title } of NEAR_MISSES) expect(stopped.said).not.toContain(title);
    expect(pid !== null && isAlive(pid)).toBe(false);

    // Stopped, it answers from its data and leaves nothing running.
    const offline = await run(['chat'], settings, ['/story harbour']);
    expect(offline).toEqual({
      code: 0,
      said: expect.stringContaining(first.title) as string,
      complained: '',
    });
    expect(await serverPid(dataDir)).toBeNull();

    // A second run goes on, repeats nothing, and ends by Ctrl-C.
    wire.publish(2);
    const again = start(['start'], settings);
    await again.says('this terminal is the chat');
    await run(['chat'], settings, [`/feeds check ${wire.address}`]);
    await again.says(second.title);
    const ended = await again.end('SIGINT');
    expect(ended.code).toBe(0);
    expect(ended.said).not.toContain(first.title);
    expect(occurrences(ended.said, second.title)).toBe(1);
    expect(await serverPid(dataDir)).toBeNull();
  },
);
