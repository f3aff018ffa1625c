/** What kind of thing happened. */
export const FACETS = [
  'breach',
  'leak',
  'outage',
  'attack',
  'malware',
  'vulnerability',
  'restoration',
  'attribution',
  'sanction',
  'legal',
  'inquiry',
  'layoffs',
  'finance',
  'product',
  'accident',
  'violence',
  'disaster',
  'politics',
] as const;
export type Facet = (typeof FACETS)[number];

/** Kinds of event that reports of one event call now by this name, now by that. */
export const FAMILY_OF: ReadonlyMap<Facet, string> = new Map([
  ['breach', 'intrusion'],
  ['leak', 'intrusion'],
  ['attack', 'intrusion'],
  ['malware', 'intrusion'],
  ['vulnerability', 'intrusion'],
  ['outage', 'service'],
  ['restoration', 'service'],
]);

// For concepts whose row names no facet: those that speak of an event all the same.
const BY_CONCEPT: ReadonlyMap<string, Facet> = new Map([
  ['attack', 'attack'],
  ['hacktivist', 'attack'],
  ['botnet', 'attack'],
  ['disruption', 'outage'],
  ['failure', 'outage'],
  ['partial-outage', 'outage'],
  ['recovery', 'restoration'],
  ['backdoor', 'vulnerability'],
  ['audit', 'inquiry'],
  ['layoffs', 'layoffs'],
  ['war', 'violence'],
  ['protest', 'violence'],
  ['strike-labor', 'violence'],
  ['shares', 'finance'],
  ['stock-market', 'finance'],
  ['bond', 'finance'],
  ['revenue', 'finance'],
  ['earnings', 'finance'],
  ['merger', 'finance'],
  ['product-launch', 'product'],
  ['software-update', 'product'],
  ['feature', 'product'],
]);

/** What a concept speaks of when the lexicon does not say; nothing for most concepts. */
export function facetsOfConcept(concept: string): readonly Facet[] {
  const facet = BY_CONCEPT.get(concept);
  return facet === undefined ? [] : [facet];
}
