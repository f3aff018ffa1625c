import { describe, expect, it } from 'vitest';
import { slackCheck, slackManifest, type SlackFinding } from '../../../src/cli/slack.ts';

const good: SlackFinding = { state: 'fine', text: 'The token is good.' };
const bad: SlackFinding = {
  state: 'missing',
  text: 'A scope is missing.',
  page: 'https://api.slack.com/apps',
};
const aside: SlackFinding = { state: 'note', text: 'Nobody is an admin.' };

async function check(
  findings: readonly SlackFinding[],
): Promise<{ code: number; lines: string[]; asked: unknown }> {
  const lines: string[] = [];
  let asked: unknown;
  const setup = {
    check: async (channels: readonly string[]) => {
      asked = channels;
      return findings;
    },
  };
  const code = await slackCheck(setup, ['C1'], (line) => lines.push(line));
  return { code, lines, asked };
}

describe('storywatch slack check', () => {
  it('exits with 0 when nothing is missing', async () => {
    expect(await check([good, aside])).toEqual({
      code: 0,
      asked: ['C1'],
      lines: ['ok       The token is good.', 'note     Nobody is an admin.'],
    });
  });

  it('exits with 1 and shows the page when something is', async () => {
    const { code, lines } = await check([good, bad]);

    expect(code).toBe(1);
    expect(lines.slice(1)).toEqual(['missing  A scope is missing.', '         https://api.slack.com/apps']);
  });
});

describe('storywatch slack manifest', () => {
  it('prints JSON to paste', () => {
    const lines: string[] = [];

    const code = slackManifest({ manifest: (publicUrl) => ({ publicUrl }) }, 'https://bot.example', (line) =>
      lines.push(line),
    );

    expect(code).toBe(0);
    expect(JSON.parse(lines.join('\n'))).toEqual({ publicUrl: 'https://bot.example' });
  });
});
