/** How lively a story is, derived from the flow of its items. */
export type Phase = 'breaking' | 'developing' | 'sustained' | 'fading' | 'closed';
