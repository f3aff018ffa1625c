import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { rolesOf } from '../../../src/wiring/roles.ts';

const slack = { SLACK_BOT_TOKEN: 'xoxb-1' };
const socket = readConfig({ ...slack, SLACK_APP_TOKEN: 'xapp-1' });
const overHttp = readConfig({ ...slack, SLACK_SIGNING_SECRET: '8f742231b10e8888' });
const discord = readConfig({ DISCORD_TOKEN: 'a.b.c' });
const nothing = readConfig({});

const none = { worker: false, slack: false, discord: false, terminal: false, web: 'off' };

describe('rolesOf', () => {
  it.each([
    ['nothing named, nothing set up', [], nothing, { worker: true, terminal: true }],
    ['nothing named, Slack set up', [], socket, { worker: true, slack: true, web: 'if-free' }],
    ['nothing named, Discord set up', [], discord, { worker: true, discord: true, web: 'if-free' }],
    ['a worker', ['worker'], socket, { worker: true }],
    ['several with commas', ['worker,web'], nothing, { worker: true, web: 'on' }],
    ['several, one each', ['worker', ' web '], nothing, { worker: true, web: 'on' }],
    ['the chats that are set up', ['chat'], discord, { discord: true }],
    ['the chats where none is', ['chat'], nothing, { terminal: true }],
    ['Slack over HTTP, which needs the web', ['slack'], overHttp, { slack: true, web: 'on' }],
    ['Slack over HTTP with everything', [], overHttp, { worker: true, slack: true, web: 'on' }],
  ])('knows %s', (_what, named, config, roles) => {
    expect(rolesOf(named, config)).toEqual({ ...none, ...roles });
  });

  it.each([
    ['slack', nothing, 'The role slack needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET'],
    ['worker,discord', socket, 'The role discord needs DISCORD_TOKEN'],
    ['gardener', nothing, 'There is no role “gardener”. The roles are worker, chat, slack, discord, web.'],
    ['', nothing, 'There is no role “”.'],
  ])('refuses %j with what is wrong', (named, config, complaint) => {
    expect(() => rolesOf([named], config)).toThrow(complaint);
  });
});
