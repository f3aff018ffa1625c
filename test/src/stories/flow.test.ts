import { expect, it } from 'vitest';
import { createFlow } from '../../../src/stories/flow.ts';

const DAY = 86_400_000;

it('counts the items that passed since a time', () => {
  const flow = createFlow();
  for (const day of [1, 2, 2, 3]) flow.pass(day * DAY);

  expect(flow.since(0)).toBe(4);
  expect(flow.since(1 * DAY)).toBe(3);
  expect(flow.since(2 * DAY)).toBe(1);
  expect(flow.since(9 * DAY)).toBe(0);
});

it('takes an undated item, and one dated back, for as late as the latest before it', () => {
  const flow = createFlow();
  for (const at of [5 * DAY, null, 1 * DAY]) flow.pass(at);

  expect(flow.since(4 * DAY)).toBe(3);
  expect(flow.since(5 * DAY)).toBe(0);
});
