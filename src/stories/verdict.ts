/** An item as the classifier sees it. */
export interface Article {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly lang?: string | undefined;
  readonly date?: Date | undefined;
  /** Host or name of the publisher. */
  readonly source?: string | undefined;
  /** Its meaning as a vector of length 1, where embeddings are switched on. */
  readonly embedding?: readonly number[] | undefined;
}

/** One thing that spoke for or against, in a form that chat can show. */
export interface Reason {
  readonly kind:
    | 'entities'
    | 'terms'
    | 'facets'
    | 'time'
    | 'resembles'
    | 'runner-up'
    | 'veto'
    | 'correction'
    | 'threshold';
  /** A short sentence or phrase, e.g. `shares BeyondTrust, Treasury`. Holds words of the item: escape it where it is shown. */
  readonly text: string;
  /** Its share in the score; negative speaks against. Reasons come heaviest first. */
  readonly weight: number;
}

/**
 * What the classifier decided for one item. `auto` joins the story; `suggested` asks a person; `none` leaves it alone.
 * `guess` is the best story even where it was not good enough.
 */
export interface Verdict {
  readonly state: 'auto' | 'suggested' | 'none';
  /** The story joined or suggested; null for `none`. */
  readonly storyId: string | null;
  readonly guess: string | null;
  /** Calibrated to 0..1. */
  readonly score: number;
  readonly runnerUp: { readonly storyId: string; readonly score: number } | null;
  /** The story after the runner-up, to be offered to people; null when nothing speaks for a third. */
  readonly thirdId: string | null;
  /** `score` less the runner-up's. */
  readonly margin: number;
  readonly reasons: readonly Reason[];
}
