/** Whether a host may be asked now. */
export type Turn<T> =
  | { readonly kind: 'asked'; readonly value: T }
  /** Not yet: it was asked a moment ago, by whatever process, or wants to be left alone. Come back after so long. */
  | { readonly kind: 'wait'; readonly waitMs: number };

/** Keeps requests to one host apart over all processes, and remembers over restarts who asked to be left alone. */
export interface HostPace {
  /**
   * Makes a request when it is the host's turn; otherwise nothing is done, and the caller gets a place in the line:
   * those who come back when they were told to do not meet there.
   */
  ask<T>(host: string, request: () => Promise<T>): Promise<Turn<T>>;
  /** The host is not to be asked for so long. `reason` is for whoever reads the table. */
  block(host: string, forMs: number, reason: string): Promise<void>;
}
