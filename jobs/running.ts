/** Counts how many runs of a job are under way in this process. */
export interface Running {
  count<Data>(job: (data: Data) => Promise<void>): (data: Data) => Promise<void>;
  now(): number;
}

export function countRunning(): Running {
  let running = 0;
  return {
    count: (job) => async (data) => {
      running += 1;
      try {
        await job(data);
      } finally {
        running -= 1;
      }
    },
    now: () => running,
  };
}
