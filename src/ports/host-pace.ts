/** Whether a host may be asked now. */
export type Turn<T> =
  | { readonly kind: 'asked'; readonly value: T }
  /** Not yet. Come back after so long. */
  | {
      readonly kind: 'wait';
      readonly waitMs: number;
      /** It asked to be left alone; otherwise it was asked a moment ago, by whatever process. */
      readonly blocked: boolean;
    };

/** Keeps requests to one host apart, and remembers who asked to be left alone. */
export interface HostPace {
  /**
   * Makes a request when it is the host's turn; otherwise nothing is done, and the caller gets a place in the line:
   * those who come back when they were told to do not meet there.
   */
  ask<T>(host: string, request: () => Promise<T>): Promise<Turn<T>>;
  /** The host is not to be asked for so long; never shortens an earlier block. `reason` is for whoever reads the table. */
  block(host: string, forMs: number, reason: string): Promise<void>;
}
