// Strings of fewer letters are copied when they are cut out of a text; longer ones keep the whole text alive.
const CUT_SHARES_FROM = 13;

/**
 * Remembers the answers of a pure function. News repeats its words, so most of reading is asking again. At most twice
 * `limit` answers are kept: what was not asked for lately goes first. Answers hold one and the same string object for a
 * word, which makes every later look-up by it cheap.
 */
export function memo<Value>(limit: number, make: (key: string) => Value): (key: string) => Value {
  let recent = new Map<string, Value>();
  let before = new Map<string, Value>();
  return (key) => {
    const known = recent.get(key);
    if (known !== undefined) return known;
    const own = key.length < CUT_SHARES_FROM ? key : key.split('').join('');
    const value = before.get(key) ?? make(own);
    if (recent.size >= limit) {
      before = recent;
      recent = new Map();
    }
    recent.set(own, value);
    return value;
  };
}
