/** Work that is wanted more often than it is done. */
export interface Gathered {
  /** Does it at once, or as soon as the last time is long enough ago; what is wanted meanwhile is one with it. */
  call(): void;
  /** What was wanted and not done is forgotten. */
  stop(): void;
}

export function gather(work: () => void, everyMs: number): Gathered {
  let timer: NodeJS.Timeout | undefined;
  let wanted = false;
  const rest = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (wanted) run();
    }, everyMs);
  };
  const run = (): void => {
    wanted = false;
    work();
    rest();
  };
  return {
    call() {
      wanted = true;
      if (timer === undefined) run();
    },
    stop() {
      clearTimeout(timer);
      wanted = false;
    },
  };
}
