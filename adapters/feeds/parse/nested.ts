// Vocabularies of synchronisation keep older versions of an item inside it. An item whose end was forgotten looks the
// same at first; what tells them apart is that the inner ones end before the element around them does.

/** No element that holds versions of an item is longer; a bound keeps hostile documents from being read twice. */
const REACH = 20_000;

const ENTRY_TAG = /<(\/?)(?:[\w-]+:)?(?:item|entry)(?=[\s>/])[^<>]*?(\/?)>/gi;

/** Whether the entry behind whose opening tag `from` lies ends before `end`, as do all that begin until there. */
export function holdsEntries(text: string, from: number, end: number): boolean {
  if (end < 0 || end - from > REACH) return false;
  let open = 1;
  for (const [, closing, selfClosing] of text.slice(from, end).matchAll(ENTRY_TAG)) {
    if (selfClosing === '/') continue;
    open += closing === '/' ? -1 : 1;
    if (open < 0 || open > 1) return false;
  }
  return open === 0;
}
