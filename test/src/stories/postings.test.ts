import { expect, it } from 'vitest';
import { createPostings } from '../../../src/stories/postings.ts';

it('keeps every list in order while lists grow, shrink and move', () => {
  const postings = createPostings();
  const expected = new Map<number, number[]>();
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };

  for (let step = 0; step < 20_000; step++) {
    const term = random(random(2) === 0 ? 10 : 1000);
    const list = expected.get(term) ?? [];
    expected.set(term, list);
    if (random(3) > 0) {
      list.push(step);
      postings.append(term, step);
    } else {
      const gone = list[random(list.length)];
      expected.set(term, gone === undefined ? list : list.filter((one) => one !== gone));
      postings.takeOut(term, (one) => one === gone);
    }
  }

  const kept = new Map(
    [...expected.keys()].map((term) => {
      const start = postings.starts[term] ?? 0;
      return [term, [...postings.numbers.subarray(start, start + (postings.sizes[term] ?? 0))]];
    }),
  );
  expect(kept).toEqual(expected);
});

it('does not grow while stories come and go', () => {
  const postings = createPostings();
  const fill = (): void => {
    for (let term = 0; term < 100; term++) for (let one = 0; one < 40; one++) postings.append(term, one);
  };
  fill();
  const { length } = postings.numbers;

  for (let round = 0; round < 50; round++) {
    for (let term = 0; term < 100; term++)
      for (let one = 0; one < 40; one++) postings.takeOut(term, (number) => number === one);
    fill();
  }

  expect(postings.numbers.length).toBe(length);
});
