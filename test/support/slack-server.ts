import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMethods, type Answer } from './slack-server-methods.ts';
import { blockProblems } from './slack-blocks.ts';
import { openSockets, type Sockets } from './slack-server-socket.ts';
import { newState, type SlackState } from './slack-server-state.ts';

/** How the next call of a method goes wrong, once. */
type CallFault =
  /** Goes well: holds the next fault back by one call. */
  | { readonly kind: 'pass' }
  | { readonly kind: 'rate-limit'; readonly retryAfterS: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'reset' }
  /** Does what was asked and breaks off before it says so: what a crash in between looks like from here. */
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'refusal'; readonly error: string };

/** A stand-in for Slack on loopback: Web API, response_urls and Socket Mode. Refuses what Slack refuses. */
export interface SlackServer extends SlackState {
  readonly apiUrl: string;
  readonly sockets: Sockets;
  /** Makes the next call of a method fail. Several wait in line. */
  next(method: string, fault: CallFault): void;
  /** A fresh response_url, good for five answers. */
  responseUrl(): string;
  close(): Promise<void>;
}

const MAX_ANSWERS = 5;

export async function openSlackServer(): Promise<SlackServer> {
  const state = newState();
  const faults = new Map<string, CallFault[]>();
  const uses = new Map<string, number>();
  const http = createServer((request, response) => void handle(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const origin = `127.0.0.1:${port}`;
  const sockets = openSockets(http, `ws://${origin}/link`);
  const methods = createMethods(state, sockets.ticket);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const body = await readAll(request);
    if (path.startsWith('/respond/')) return takeAnswer(path, body, response);
    const method = path.replace('/api/', '');
    const args = decode(body);
    const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
    state.calls.push({ method, token, args });
    const fault = faults.get(method)?.shift();
    if (fault && fault.kind !== 'lost-answer' && fault.kind !== 'pass') return fail(fault, request, response);
    const run = methods[method];
    const answer: Answer = run ? run(args, token) : { ok: false, error: 'unknown_method' };
    if (!answer.ok) state.refusals.push(`${method}: ${answer.error} ${answer.why ?? ''}`);
    if (fault?.kind === 'lost-answer') return void request.socket.destroy();
    reply(response, answer);
  }

  function reply(response: ServerResponse, answer: Answer): void {
    const slow = answer.error === 'ratelimited';
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (state.scopes.size > 0) headers['x-oauth-scopes'] = [...state.scopes].join(',');
    if (slow) headers['retry-after'] = '1';
    response.writeHead(slow ? 429 : 200, headers).end(JSON.stringify(answer));
  }

  function takeAnswer(path: string, body: string, response: ServerResponse): void {
    const used = (uses.get(path) ?? 0) + 1;
    uses.set(path, used);
    const said = JSON.parse(body) as Record<string, unknown>;
    const problems = said.blocks === undefined ? [] : blockProblems(said.blocks);
    if (used > MAX_ANSWERS) {
      state.refusals.push('response_url: used_url');
      return void response.writeHead(404).end(JSON.stringify({ ok: false, error: 'used_url' }));
    }
    if (!state.pictures.reachable && JSON.stringify(said.blocks).includes('"image_url"'))
      return void response.writeHead(400).end('invalid_blocks');
    if (problems.length > 0) {
      state.refusals.push(`response_url: ${problems.join('; ')}`);
      return void response.writeHead(400).end('invalid_blocks');
    }
    state.answers.push({ url: path, body: said });
    response.writeHead(200).end('ok');
  }

  return {
    ...state,
    apiUrl: `http://${origin}/api/`,
    sockets,
    next(method, fault) {
      faults.set(method, [...(faults.get(method) ?? []), fault]);
    },
    responseUrl: () => `http://${origin}/respond/${crypto.randomUUID()}`,
    async close() {
      sockets.close();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

function fail(fault: CallFault, request: IncomingMessage, response: ServerResponse): void {
  if (fault.kind === 'rate-limit')
    response.writeHead(429, { 'retry-after': String(fault.retryAfterS) }).end();
  else if (fault.kind === 'status') response.writeHead(fault.status).end('upstream error');
  else if (fault.kind === 'refusal')
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ok: false, error: fault.error }));
  else request.socket.destroy();
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const STRUCTURED = new Set(['blocks', 'metadata', 'view']);

/** Form fields, with blocks and the like parsed as Slack parses them. */
function decode(body: string): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [key, value] of new URLSearchParams(body))
    args[key] = STRUCTURED.has(key) ? (JSON.parse(value) as unknown) : value;
  return args;
}
