import { EventEmitter, once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { slashCommand } from '../../support/slack-server-payloads.ts';
import { PATIENCE_MS } from '../../support/waiting.ts';
import { openBot } from './harness.ts';

/** Slack shows "did not respond" after this. */
const DEADLINE_MS = 3_000;

describe('slash commands over Socket Mode', () => {
  it('acknowledges empty-handed and answers only the person who asked', async () => {
    const { server, ran, answer } = await openBot();

    const ack = await server.sockets.send(
      'slash_commands',
      slashCommand('/story', 'treasury', server.responseUrl()),
    );

    expect(ack.payload ?? {}).toEqual({});
    expect(ack.afterMs).toBeLessThan(DEADLINE_MS);
    const { text, body } = await answer(0);
    expect(text).toContain('Story treasury');
    expect(body).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(ran[0]).toMatchObject({
      options: { story: 'treasury' },
      channel: { platform: 'slack', spaceId: 'T1', channelId: 'C1', name: 'general' },
      actor: { id: 'U1', name: 'ada', admin: false },
    });
    expect(server.refusals).toEqual([]);
  });

  it('acknowledges before the command has done its work', async () => {
    const gate = new EventEmitter();
    const { server, answer, ran } = await openBot({ held: once(gate, 'open') });

    await server.sockets.send('slash_commands', slashCommand('/story', 'slow', server.responseUrl()));
    const ranAtAck = ran.length;
    gate.emit('open');

    expect(ranAtAck).toBe(0);
    expect((await answer(0)).text).toContain('Story slow');
  });

  it('acknowledges fifty commands at once in time', async () => {
    const { server, answer } = await openBot();

    const acks = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        server.sockets.send('slash_commands', slashCommand('/story', `s${n}`, server.responseUrl())),
      ),
    );

    expect(acks.every(({ afterMs }) => afterMs < DEADLINE_MS)).toBe(true);
    await answer(49);
    expect(server.refusals).toEqual([]);
  });

  it.each([
    ['curly quotes of phones', '“US Treasury”', 'US Treasury'],
    ['entities', 'Q&amp;A &lt;live&gt;', 'Q&A <live>'],
    [
      'links an app asked Slack to mark',
      '<https://news.example/a?x=1&amp;y=2|news.example>',
      'https://news.example/a?x=1&y=2',
    ],
    ['an entity somebody typed', '&amp;lt;', '&lt;'],
  ])('reads %s', async (_what, typed, meant) => {
    const { server, ran, answer } = await openBot();

    await server.sockets.send('slash_commands', slashCommand('/story', typed, server.responseUrl()));

    await answer(0);
    expect(ran[0]?.options.story).toBe(meant);
  });

  it('answers everyone when the command says so', async () => {
    const { server, answer } = await openBot();

    await server.sockets.send(
      'slash_commands',
      slashCommand('/stories', 'announce it is on', server.responseUrl()),
    );

    expect((await answer(0)).body).toMatchObject({ response_type: 'in_channel' });
  });

  it('answers what it does not know with the nearest command', async () => {
    const { server, answer } = await openBot();

    await server.sockets.send('slash_commands', slashCommand('/stories', 'folow x', server.responseUrl()));

    expect((await answer(0)).text).toContain('/stories follow');
  });

  it('shows the reference of a fault that is also in the log', async () => {
    const { server, answer, logged } = await openBot();

    await server.sockets.send('slash_commands', slashCommand('/stories', 'break', server.responseUrl()));

    const [, ref] = /ref (\w+)/u.exec((await answer(0)).text) ?? [];
    expect(logged).toContainEqual(expect.objectContaining({ ref, msg: 'command failed' }));
  });

  it('keeps within the five answers that Slack takes', async () => {
    const { server, answer } = await openBot();

    await server.sockets.send('slash_commands', slashCommand('/stories', 'long', server.responseUrl()));

    expect((await answer(4)).text).toContain('more than fits');
    expect(server.answers).toHaveLength(5);
    expect(server.refusals).toEqual([]);
  });

  it('refuses another workspace politely and runs nothing', async () => {
    const { server, ran, answer } = await openBot();

    await server.sockets.send(
      'slash_commands',
      slashCommand('/story', 'treasury', server.responseUrl(), { team_id: 'T2' }),
    );

    expect((await answer(0)).text).toContain('serves another workspace');
    expect(ran).toEqual([]);
  });

  it('serves the workspaces it was told to, and only those', async () => {
    const { server, ran, answer } = await openBot({ allowedSpaces: ['T2'] });

    await server.sockets.send(
      'slash_commands',
      slashCommand('/story', 'a', server.responseUrl(), { team_id: 'T2' }),
    );
    await answer(0);
    await server.sockets.send('slash_commands', slashCommand('/story', 'b', server.responseUrl()));

    expect((await answer(1)).text).toContain('serves another workspace');
    expect(ran.map(({ options }) => options.story)).toEqual(['a']);
  });

  it('gives up quietly when the response_url is used up', async () => {
    const { server, answer, logged } = await openBot();
    const url = server.responseUrl();
    for (let n = 0; n < 5; n += 1) {
      await server.sockets.send('slash_commands', slashCommand('/story', String(n), url));
      await answer(n);
    }

    await server.sockets.send('slash_commands', slashCommand('/story', 'late', url));

    await vi.waitUntil(() => logged.some(({ msg }) => msg === 'slack did not take an answer'), {
      timeout: PATIENCE_MS,
    });
    expect(server.refusals).toEqual(['response_url: used_url']);
  });
});

const close = (userId: string, url: string) => slashCommand('/stories', 'close x', url, { user_id: userId });

describe('who is an admin on Slack', () => {
  it('is named in ADMINS', async () => {
    const { server, answer } = await openBot();

    await server.sockets.send('slash_commands', close('UADMIN', server.responseUrl()));

    expect((await answer(0)).text).toContain('Closed x');
  });

  it('is not anyone else, as long as Slack may not be asked', async () => {
    const { server, answer } = await openBot({}, ({ users }) => users.set('UOWNER', { is_owner: true }));

    await server.sockets.send('slash_commands', close('UOWNER', server.responseUrl()));

    expect((await answer(0)).text).toContain('is for admins');
    expect(server.calls.map(({ method }) => method)).not.toContain('users.info');
  });

  it.each([
    ['an owner', { is_owner: true }, 'Closed x'],
    ['an admin', { is_admin: true }, 'Closed x'],
    ['a member', {}, 'is for admins'],
  ])('is %s of the workspace when users:read was granted: %j', async (_who, flags, said) => {
    const { server, answer } = await openBot({}, ({ users, scopes }) => {
      users.set('UX', flags);
      scopes.add('users:read');
    });

    await server.sockets.send('slash_commands', close('UX', server.responseUrl()));

    expect((await answer(0)).text).toContain(said);
  });
});

describe('the socket', () => {
  it.each(['refresh', 'drop'] as const)('hears commands again after a %s', async (how) => {
    const { server, answer } = await openBot();

    server.sockets[how]();
    await server.sockets.connected(2);
    await server.sockets.send('slash_commands', slashCommand('/story', 'again', server.responseUrl()));

    expect((await answer(0)).text).toContain('Story again');
  });

  it('comes back when Slack was down for a while', async () => {
    const { server, answer } = await openBot();
    server.next('apps.connections.open', { kind: 'status', status: 503 });

    server.sockets.drop();
    await server.sockets.connected(2);
    await server.sockets.send('slash_commands', slashCommand('/story', 'again', server.responseUrl()));

    expect((await answer(0)).text).toContain('Story again');
  });

  it('says once that the app token was refused, and stops asking', async () => {
    const { server, logged } = await openBot();
    server.next('apps.connections.open', { kind: 'refusal', error: 'invalid_auth' });

    server.sockets.drop();

    await vi.waitUntil(() => logged.some(({ level }) => level === 50), { timeout: PATIENCE_MS });
    expect(logged.filter(({ level }) => level === 50)).toEqual([
      expect.objectContaining({ code: 'invalid_auth', msg: expect.stringContaining('app token') }),
    ]);
    expect(server.calls.filter(({ method }) => method === 'apps.connections.open')).toHaveLength(2);
  });

  it('does not start with a wrong token', async () => {
    await expect(openBot({ botToken: 'xoxb-wrong' })).rejects.toThrow('invalid_auth');
    await expect(openBot({ appToken: 'xapp-wrong' })).rejects.toThrow('invalid_auth');
  });
});
