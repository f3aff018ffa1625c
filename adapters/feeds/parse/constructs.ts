import { CONTROL } from './entities.ts';
import { innerMarkup, textOf, type Element } from './element.ts';
import { oneLine, titleText } from './text.ts';

// Text constructs: Atom says with `type` (0.3 also with `mode`) how the characters are meant; RSS says nothing and is
// read as HTML, except that angle brackets which form no HTML tag stay text.

type Kind = 'text' | 'html' | 'xhtml' | 'base64' | 'unsaid';

function kindOf(element: Element): Kind {
  const type = element.attributes['type']?.trim().toLowerCase() ?? '';
  const mode = element.attributes['mode']?.trim().toLowerCase() ?? '';
  if (mode === 'base64') return 'base64';
  if (mode === 'escaped') return type === 'text/plain' ? 'text' : 'html';
  if (element.children.some((child) => typeof child !== 'string')) return 'xhtml';
  if (type === '') return 'unsaid';
  if (type === 'text' || type === 'text/plain') return 'text';
  return type.startsWith('text/') || type.includes('html') || type.includes('xml') ? 'html' : mediaKind(type);
}

function mediaKind(type: string): Kind {
  return type.includes('/') ? 'base64' : 'html';
}

/** A title as one line of clean text; `''` for none. */
export function titleOf(element: Element | null): string {
  if (element === null) return '';
  const kind = kindOf(element);
  if (kind === 'xhtml') return titleText(innerMarkup(element), true);
  const text = kind === 'base64' ? fromBase64(element) : textOf(element);
  if (kind === 'text') return oneLine(text);
  return titleText(text, true);
}

/** A summary or content as HTML or text. */
export function markupOf(element: Element): string {
  const kind = kindOf(element);
  if (kind === 'xhtml') return innerMarkup(element);
  return kind === 'base64' ? fromBase64(element) : textOf(element);
}

/** Whether the construct is plain text by its own word. */
export function plainText(element: Element | null): boolean {
  return element === null || kindOf(element) === 'text';
}

/** Base64 holds text where it decodes to text; pictures and the like are no content for us. */
function fromBase64(element: Element): string {
  const written = textOf(element);
  if (!/^[A-Za-z\d+/\s]+=*\s*$/.test(written)) return written;
  const decoded = Buffer.from(written, 'base64').toString('utf8');
  return decoded.includes('\uFFFD') || decoded.includes('\0') ? '' : decoded.replace(CONTROL, '');
}
