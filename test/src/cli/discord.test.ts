import { expect, it } from 'vitest';
import { discordCheck, discordInvite, type SetupFinding } from '../../../src/cli/discord.ts';

async function printed(findings: readonly SetupFinding[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const code = await discordCheck({ check: async () => findings }, [], (line) => lines.push(line));
  return { code, lines };
}

it('prints what is fine and exits with 0', async () => {
  expect(await printed([{ ok: true, text: 'the token works' }])).toEqual({
    code: 0,
    lines: ['ok       the token works'],
  });
});

it('prints what is missing with the page to open and exits with 1', async () => {
  const result = await printed([
    { ok: true, text: 'the token works' },
    { ok: false, text: 'no server', page: 'https://discord.com/x' },
  ]);

  expect(result).toEqual({
    code: 1,
    lines: ['ok       the token works', 'missing  no server', '         https://discord.com/x'],
  });
});

it('prints the invite address', async () => {
  const lines: string[] = [];

  const code = await discordInvite({ inviteUrl: async () => 'https://discord.com/x' }, (line) =>
    lines.push(line),
  );

  expect([code, lines]).toEqual([0, ['https://discord.com/x']]);
});
