import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { gather } from '../../jobs/gather.ts';
import { countRunning } from '../../jobs/running.ts';
import { until } from '../support/waiting.ts';

it('does at once what is wanted first, and then once for all that is wanted meanwhile', async () => {
  let done = 0;
  const gathered = gather(() => (done += 1), 20);
  onTestFinished(() => gathered.stop());

  for (let call = 0; call < 5; call += 1) gathered.call();
  expect(done).toBe(1);

  await until(() => done === 2, 'the others were done');
});

it('waits until fewer jobs run, and not for ever', async () => {
  const polls = countRunning();
  const ends: (() => void)[] = [];
  const job = polls.count(() => new Promise<void>((resolve) => void ends.push(resolve)));
  const jobs = [job(null), job(null)];

  await polls.fewerThan(2, 10); // both still run
  let waited = false;
  const leisure = polls.fewerThan(2, 60_000).then(() => (waited = true));
  await delay(0);
  expect(waited).toBe(false);

  ends[0]?.();
  await leisure;
  ends[1]?.();
  await Promise.all(jobs);
});
