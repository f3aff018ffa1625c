/** Something outside that the process needs to do its work. */
export interface Dependency {
  /** As people know it: `database`, `queue`, `slack`. */
  readonly name: string;
  /** `detail` is shown to anybody: no addresses, no secrets. A rejection or a long silence counts as not there. */
  state(): Promise<{ readonly ok: boolean; readonly detail: string }>;
}
