import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';

interface Acknowledgement {
  readonly payload: unknown;
  /** Between envelope and acknowledgement. */
  readonly afterMs: number;
}

/** The Socket Mode side: hands out envelopes over the newest connection and collects their acknowledgements. */
export interface Sockets {
  /** A one-time address, as apps.connections.open gives it. */
  readonly ticket: () => string;
  /** Resolves when this many connections were made since the start. */
  connected(count: number): Promise<void>;
  /** Sends an envelope and waits for its acknowledgement. */
  send(type: 'slash_commands' | 'interactive' | 'events_api', payload: unknown): Promise<Acknowledgement>;
  /** Asks the client to move, as Slack does every few hours, then closes. */
  refresh(): void;
  /** Breaks the connection without a word. */
  drop(): void;
  /** Cuts every connection that is opened from now on, or no more. */
  refuse(on: boolean): void;
  close(): void;
}

export function openSockets(http: Server, address: string): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const waiting = new Map<string, (payload: unknown) => void>();
  const watchers: { readonly count: number; readonly resolve: () => void }[] = [];
  let current: WebSocket | undefined;
  let made = 0;
  let refusing = false;

  http.on('upgrade', (request, socket, head) => {
    const ticket = new URL(request.url ?? '', 'ws://localhost').searchParams.get('ticket') ?? '';
    if (tickets.delete(ticket) && !refusing) server.handleUpgrade(request, socket, head, welcome);
    else socket.destroy();
  });

  function welcome(socket: WebSocket): void {
    current = socket;
    made += 1;
    socket.on('message', (data: Buffer) => {
      const { envelope_id: id, payload } = JSON.parse(data.toString('utf8')) as Record<string, unknown>;
      waiting.get(String(id))?.(payload);
      waiting.delete(String(id));
    });
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
    for (const { count, resolve } of watchers) if (made >= count) resolve();
  }

  return {
    ticket() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${address}?ticket=${ticket}`;
    },
    connected: (count) =>
      made >= count ? Promise.resolve() : new Promise((resolve) => void watchers.push({ count, resolve })),
    send(type, payload) {
      const id = randomUUID();
      const sentAt = performance.now();
      current?.send(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: true }));
      return new Promise((resolve) => {
        waiting.set(id, (answer) => resolve({ payload: answer, afterMs: performance.now() - sentAt }));
      });
    },
    refresh() {
      current?.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    },
    drop() {
      current?.terminate();
    },
    refuse(on) {
      refusing = on;
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
