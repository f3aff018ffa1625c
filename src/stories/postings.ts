import { grown } from './vector.ts';

/**
 * A list of integers for each term, by its number, all in one block of memory: there are too many for the processor's caches,
 * and reading them is waiting. The columns are others once they have grown.
 */
export interface Postings {
  readonly numbers: Int32Array;
  /** Where in `numbers` a term's list starts, and how long it is. Beyond the end no term has one. */
  readonly starts: Int32Array;
  readonly sizes: Int32Array;
  append(term: number, number: number): void;
  /** Takes out the first number that is asked for; the others keep their order. */
  takeOut(term: number, isIt: (number: number) => boolean): void;
}

const LEAST_ROOM = 4;

/** Creates lists without numbers. */
export function createPostings(): Postings {
  let numbers = new Int32Array(1024);
  let starts = new Int32Array(256);
  let sizes = new Int32Array(256);
  // A list moves to where it has twice the room when it is full, and leaves a hole.
  let rooms = new Int32Array(256);
  let end = 0;

  function move(term: number, room: number): void {
    if (end + room > numbers.length) closeHoles(room);
    const start = starts[term] ?? 0;
    numbers.copyWithin(end, start, start + (sizes[term] ?? 0));
    starts[term] = end;
    rooms[term] = room;
    end += room;
  }

  function closeHoles(needed: number): void {
    const taken = rooms.reduce((sum, room) => sum + room, needed);
    const packed = new Int32Array(Math.max(numbers.length, 2 * taken));
    end = 0;
    for (let term = 0; term < rooms.length; term++) {
      const start = starts[term] ?? 0;
      packed.set(numbers.subarray(start, start + (sizes[term] ?? 0)), end);
      starts[term] = end;
      end += rooms[term] ?? 0;
    }
    numbers = packed;
  }

  return {
    get numbers() {
      return numbers;
    },
    get starts() {
      return starts;
    },
    get sizes() {
      return sizes;
    },
    append(term, number) {
      if (term >= sizes.length)
        [starts, sizes, rooms] = [grown(starts, term), grown(sizes, term), grown(rooms, term)];
      const size = sizes[term] ?? 0;
      if (size === rooms[term]) move(term, Math.max(LEAST_ROOM, 2 * size));
      numbers[(starts[term] ?? 0) + size] = number;
      sizes[term] = size + 1;
    },
    takeOut(term, isIt) {
      let at = starts[term] ?? 0;
      const stop = at + (sizes[term] ?? 0);
      while (at < stop && !isIt(numbers[at] ?? 0)) at++;
      if (at === stop) return;
      numbers.copyWithin(at, at + 1, stop);
      sizes[term] = (sizes[term] ?? 0) - 1;
    },
  };
}
