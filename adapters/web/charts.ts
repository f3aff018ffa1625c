import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Volume } from '../../src/messages/message.ts';
import type { Handle } from './server.ts';

/** Where charts are served; a mount whose name ends in a slash takes all paths below it. */
export const CHARTS_PATH = '/chart/';

export interface ChartsOptions {
  /** Where the web role is reached from outside. */
  readonly publicUrl: string;
  /** Whoever has it can make addresses; the same in every process. */
  readonly key: string;
  readonly draw: (volume: Volume) => Buffer;
}

export interface Charts {
  /** The address of a volume's picture. It holds the figures themselves, so there is nothing to store or to guess. */
  urlOf(volume: Volume): string;
  /** Serves pictures whose address we made; anything else is not there. */
  readonly handle: Handle;
}

const MAX_COUNTS = 1_000;
const figures = z.object({
  counts: z.array(z.number().min(0)).min(1).max(MAX_COUNTS),
  stepMs: z.number().positive(),
  endsAt: z.number(),
});

/** A picture never changes: its address says all that is on it. */
const HEAD = {
  'content-type': 'image/png',
  'cache-control': 'public, max-age=31536000, immutable',
  'x-content-type-options': 'nosniff',
};

export function createCharts({ publicUrl, key, draw }: ChartsOptions): Charts {
  const base = `${publicUrl.replace(/\/+$/u, '')}${CHARTS_PATH}`;
  const signature = (body: string): string =>
    createHmac('sha256', key).update(`storywatch chart ${body}`).digest('base64url');

  function volumeIn(path: string): Volume | undefined {
    const [, body = '', signed = ''] = /^\/chart\/([\w-]+)\.([\w-]+)\.png$/u.exec(path) ?? [];
    const [given, wanted] = [Buffer.from(signed), Buffer.from(signature(body))];
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    const { endsAt, ...rest } = figures.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
    return { ...rest, endsAt: new Date(endsAt) };
  }

  return {
    urlOf({ counts, stepMs, endsAt }) {
      const all = JSON.stringify({ counts, stepMs, endsAt: endsAt.getTime() });
      const body = Buffer.from(all).toString('base64url');
      return `${base}${body}.${signature(body)}.png`;
    },
    handle(request, response) {
      request.resume();
      const volume = volumeIn((request.url ?? '').split('?')[0] ?? '');
      if (!volume) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end();
      } else if (request.method === 'GET' || request.method === 'HEAD') {
        const png = draw(volume);
        response.writeHead(200, { ...HEAD, 'content-length': png.length });
        response.end(request.method === 'HEAD' ? undefined : png);
      } else {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
      }
    },
  };
}
