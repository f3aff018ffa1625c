import type { Delivery } from '../deliveries/delivery.ts';
import { deliveryList, deliveryRef, placeName } from '../messages/deliveries.ts';
import type { Tables } from '../ports/store.ts';
import { UserError, type Action, type Invocation, type Reply } from './command.ts';
import { change, done, given, toUser, type CommandDeps } from './deps.ts';

const SHOWN = 20;

export function deliveryActions(deps: CommandDeps): readonly Action[] {
  return [
    {
      name: 'deliveries',
      summary: 'Messages that wait or failed, and why',
      // It names channels of every space.
      permission: 'admin',
      options: [],
      run: (invocation) => list(deps, invocation),
    },
    {
      name: 'retry',
      summary: 'Send a failed message again',
      permission: 'admin',
      example: '1f2e3d4c',
      options: [
        {
          name: 'message',
          summary: 'Reference of the message, from /storywatch deliveries',
          type: 'text',
          required: true,
          maxLength: 36,
        },
      ],
      run: (invocation) => retry(deps, invocation),
    },
  ];
}

async function list({ store }: CommandDeps, { now }: Invocation): Promise<Reply> {
  return toUser(deliveryList(await store.deliveries.unsent(SHOWN), await store.deliveries.counts(), now));
}

async function retry(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const delivery = await findDelivery(deps.store, given(invocation, 'message'));
  const ref = deliveryRef(delivery.id);
  if (delivery.state === 'sent') throw new UserError(`${ref} was sent already.`);
  if (delivery.state === 'pending') throw new UserError(`${ref} waits and is sent by itself.`);
  if (delivery.state === 'cancelled')
    throw new UserError(`${ref} was called off: what it told was taken back.`);
  const { result, entry } = await change(deps, invocation, `/storywatch retry ${ref}`, ({ deliveries }) =>
    deliveries.retry(delivery.id),
  );
  if (!result) throw new UserError(`${ref} changed just now. See /storywatch deliveries.`);
  return done(`${ref} is sent to ${placeName(delivery.channel)} again within seconds.`, entry);
}

async function findDelivery(tables: Tables, typed: string): Promise<Delivery> {
  const ref = typed.replace(/^#/u, '').toLowerCase();
  const [delivery, second] = await tables.deliveries.byRef(ref);
  if (!delivery) throw new UserError(`No message has the reference "${typed}". See /storywatch deliveries.`);
  if (second) throw new UserError(`The reference "${typed}" fits several messages. Give more of its digits.`);
  return delivery;
}
