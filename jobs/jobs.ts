import { z } from 'zod';

/** What each job carries: ids, never content. */
export const payloads = {
  'poll-feed': z.object({ feedId: z.string() }),
  'classify-items': z.object({}),
  'build-digest': z.object({ channelId: z.string() }),
  deliver: z.object({ deliveryId: z.string() }),
  'refresh-post': z.object({ deliveryId: z.string() }),
};

export type JobName = keyof typeof payloads;
export type Payload<Name extends JobName> = z.infer<(typeof payloads)[Name]>;
export type Handlers = { readonly [Name in JobName]: (data: Payload<Name>) => Promise<void> };

/** A job to be done; `id` makes it unique among those not yet done. */
export interface NewJob<Name extends JobName = JobName> {
  readonly name: Name;
  readonly id: string;
  readonly data: Payload<Name>;
}

export const pollFeedJob = (feedId: string): NewJob<'poll-feed'> => ({
  name: 'poll-feed',
  id: `poll-feed-${feedId}`,
  data: { feedId },
});

/** `batch` tells one call from the next: a job that is already running may have looked for items too early. */
export const classifyJob = (batch: string): NewJob<'classify-items'> => ({
  name: 'classify-items',
  id: `classify-items-${batch}`,
  data: {},
});

export const digestJob = (channelId: string): NewJob<'build-digest'> => ({
  name: 'build-digest',
  id: `build-digest-${channelId}`,
  data: { channelId },
});

export const deliverJob = (deliveryId: string): NewJob<'deliver'> => ({
  name: 'deliver',
  id: `deliver-${deliveryId}`,
  data: { deliveryId },
});

export const refreshPostJob = (deliveryId: string): NewJob<'refresh-post'> => ({
  name: 'refresh-post',
  id: `refresh-post-${deliveryId}`,
  data: { deliveryId },
});

export const LANES = [
  'poll',
  'classify',
  'digest',
  'deliver-slack',
  'deliver-discord',
  'deliver-terminal',
] as const;

/** Work that a process may take: the lane of a queue. Deliveries go where their platform is connected. */
export type Lane = (typeof LANES)[number];

/** How many jobs of a lane one process does at once. */
export const CONCURRENCY: Readonly<Record<Lane, number>> = {
  poll: 16,
  classify: 1,
  digest: 1,
  'deliver-slack': 4,
  'deliver-discord': 4,
  // One after another: the order on the screen is the order in which things happened.
  'deliver-terminal': 1,
};
