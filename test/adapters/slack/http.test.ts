import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EVENTS_PATH } from '../../../adapters/slack/events-path.ts';
import { control, press, slashCommand } from '../../support/slack-server-payloads.ts';
import { openBot, type Bot } from './harness.ts';

const nowS = (): number => Math.floor(Date.now() / 1000);

/** A bot that hears signed requests on somebody else's server. */
async function openHttpBot(): Promise<{ bot: Bot; url: string; secret: string }> {
  const secret = '8f742231b10e8888abcd99yyyzzz85a5';
  const bot = await openBot({ appToken: undefined, signingSecret: secret });
  const http = createServer((request, response) => bot.slack.handle(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(async () => {
    http.closeAllConnections();
    http.close();
    await once(http, 'close');
  });
  const { port } = http.address() as AddressInfo;
  return { bot, secret, url: `http://127.0.0.1:${port}${EVENTS_PATH}` };
}

/** A request signed the way Slack does it. */
function signed(fields: Record<string, string>, secret: string, timestamp = nowS()): RequestInit {
  const body = new URLSearchParams(fields).toString();
  const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  };
}

describe('Slack over signed HTTP', () => {
  it('acknowledges a command with an empty answer and replies through the response_url', async () => {
    const { bot, url, secret } = await openHttpBot();

    const response = await fetch(
      url,
      signed(slashCommand('/story', 'treasury', bot.server.responseUrl()), secret),
    );

    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
    expect((await bot.answer(0)).text).toContain('Story treasury');
  });

  it('hears buttons', async () => {
    const { bot, url, secret } = await openHttpBot();
    await fetch(url, signed(slashCommand('/story', 'treasury', bot.server.responseUrl()), secret));
    const follow = control((await bot.answer(0)).body.blocks, 'Follow');
    const payload = JSON.stringify(press(follow, bot.server.responseUrl()));

    const response = await fetch(url, signed({ payload }, secret));

    expect(response.status).toBe(200);
    expect((await bot.answer(1)).text).toContain('Following us-treasury-breach');
  });

  it('answers the handshake of the Events API', async () => {
    const { url, secret } = await openHttpBot();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'legacy' });
    const timestamp = nowS();
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');

    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': `v0=${signature}`,
      },
    });

    expect(await response.json()).toEqual({ challenge: 'abc' });
  });

  it.each([
    ['a wrong signature', (fields: Record<string, string>) => signed(fields, 'another secret')],
    [
      'a timestamp of six minutes ago',
      (fields: Record<string, string>, secret: string) => signed(fields, secret, nowS() - 360),
    ],
    [
      'no signature',
      (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) }),
    ],
    [
      'a body that was changed on the way',
      (fields: Record<string, string>, secret: string) => ({
        ...signed(fields, secret),
        body: new URLSearchParams({ ...fields, user_id: 'UADMIN' }).toString(),
      }),
    ],
  ])('refuses a request with %s', async (_what, request) => {
    const { bot, url, secret } = await openHttpBot();
    const fields = slashCommand('/story', 'treasury', bot.server.responseUrl());

    const response = await fetch(url, request(fields, secret));

    expect(response.status).toBe(401);
    expect(bot.ran).toEqual([]);
  });

  it('listens on a port of its own when it has one', async () => {
    const port = await freePort();
    const secret = '8f742231b10e8888abcd99yyyzzz85a5';
    const bot = await openBot({ appToken: undefined, signingSecret: secret, port, host: '127.0.0.1' });

    const response = await fetch(
      `http://127.0.0.1:${port}${EVENTS_PATH}`,
      signed(slashCommand('/story', 'treasury', bot.server.responseUrl()), secret),
    );

    expect(response.status).toBe(200);
    expect((await bot.answer(0)).text).toContain('Story treasury');
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
