/** Keeps secrets unreadable where they are stored. */
export interface SecretBox {
  seal(secret: string): string;
  /** Null when the text was sealed with another key or was changed. */
  open(sealed: string): string | null;
}
