/** Something that the person at the command line can mend; the message says how. Printed without a stack. */
export class PersonError extends Error {
  override readonly name = 'PersonError';
}
