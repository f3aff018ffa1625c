import { expect, it, onTestFinished } from 'vitest';
import { gather } from '../../jobs/gather.ts';
import { until } from '../support/waiting.ts';

it('does at once what is wanted first, and then once for all that is wanted meanwhile', async () => {
  let done = 0;
  const gathered = gather(() => (done += 1), 20);
  onTestFinished(() => gathered.stop());

  for (let call = 0; call < 5; call += 1) gathered.call();
  expect(done).toBe(1);

  await until(() => done === 2, 'the others were done');
});
