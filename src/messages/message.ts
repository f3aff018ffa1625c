/**
 * What is said to people, before any platform is known. Renderers in the adapters turn it into blocks, embeds or lines.
 * All strings are raw text: untrusted, escaped by whoever renders, never read as markup.
 */
export interface Message {
  readonly title?: string | undefined;
  /** http(s) address behind the title. */
  readonly titleLink?: string | undefined;
  /** Colours the edge or the first mark of the message. */
  readonly tone?: Tone | undefined;
  readonly blocks: readonly Block[];
}

export type Tone = 'breaking' | 'developing' | 'calm' | 'closed' | 'warning';

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: RichText }
  | { readonly kind: 'list'; readonly items: readonly RichText[] }
  | { readonly kind: 'fields'; readonly fields: readonly Field[] }
  | { readonly kind: 'volume'; readonly volume: Volume }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  | { readonly kind: 'menu'; readonly placeholder: string; readonly choices: readonly Button[] }
  | { readonly kind: 'note'; readonly text: RichText };

/** Text with emphasis and links; a bare string is a plain span. */
export type RichText = string | readonly Span[];

export type Span = string | StyledSpan;

export interface StyledSpan {
  readonly text: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly code?: boolean;
  /** http(s) only; renderers drop anything else and keep the text. */
  readonly link?: string;
  /** Shown in the reader's own time zone where the platform can; `text` elsewhere. */
  readonly time?: Date;
}

export interface Field {
  readonly label: string;
  readonly value: RichText;
}

/** Items per equal step of time, oldest first: a picture where images can go, a sparkline elsewhere. */
export interface Volume {
  readonly counts: readonly number[];
  readonly stepMs: number;
  readonly endsAt: Date;
}

/** Pressing a button is the same as sending its command line; a terminal prints that line. */
export interface Button {
  readonly label: string;
  /** A whole command line, e.g. `/stories follow us-treasury-breach`; at most 95 characters. */
  readonly command: string;
  readonly style?: 'primary' | 'danger';
}

/** Spans as one plain string, for logs, notifications and places without formatting. */
export function plainText(text: RichText): string {
  if (typeof text === 'string') return text;
  return text.map((span) => (typeof span === 'string' ? span : span.text)).join('');
}

/** A message of one paragraph. */
export function say(text: RichText, tone?: Tone): Message {
  return { tone, blocks: [{ kind: 'text', text }] };
}
