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

// What comes of an intrusion for those who did it or let it happen.
const AFTERMATH: ReadonlySet<Facet> = new Set(['sanction', 'attribution', 'legal', 'inquiry']);

/** Whether it is what comes of an intrusion for those who did it or let it happen. */
export const isAftermath = (facet: Facet): boolean => AFTERMATH.has(facet);

/** Whether it is one of the ways in which somebody got at what is not theirs. */
export const isIntrusion = (facet: Facet): boolean => FAMILY_OF.get(facet) === 'intrusion';

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

// Stolen data is a breach, and so is a stolen key to it, however far apart the words stand; a stolen bicycle is none.
const DATA: ReadonlySet<string> = new Set([
  'data',
  'personal-data',
  'database',
  'credentials',
  'password',
  'email',
  'file',
  'code',
  'bank-details',
  'social-security-number',
  'medical-records',
  'classified',
  'key-token',
]);

/** What concepts speak of when they stand in one title or lead, and none of them alone. */
export function facetsTogether(concepts: readonly string[]): readonly Facet[] {
  return concepts.includes('theft') && concepts.some((concept) => DATA.has(concept)) ? ['breach'] : [];
}

/** What a concept speaks of when the lexicon does not say; nothing for most concepts. */
export function facetsOfConcept(concept: string): readonly Facet[] {
  const facet = BY_CONCEPT.get(concept);
  return facet === undefined ? [] : [facet];
}

// How much kinds of event of one family count for each other, and an intrusion and what comes of it.
const KIN = 0.5;
const AFTER = 0.25;

/** Dot product of what two texts tell of, in which kinds of event that belong together count in part for each other. */
export function kinship(one: ReadonlyMap<Facet, number>, other: ReadonlyMap<Facet, number>): number {
  let sum = 0;
  one.forEach((weight, facet) => {
    const likenesses = LIKENESS.get(facet);
    other.forEach((theirs, next) => {
      sum += (likenesses?.get(next) ?? 0) * weight * theirs;
    });
  });
  return sum;
}

function likeness(one: Facet, other: Facet): number {
  if (one === other) return 1;
  const family = FAMILY_OF.get(one);
  if (family !== undefined && family === FAMILY_OF.get(other)) return KIN;
  return (isIntrusion(one) && AFTERMATH.has(other)) || (AFTERMATH.has(one) && isIntrusion(other)) ? AFTER : 0;
}

const LIKENESS: ReadonlyMap<Facet, ReadonlyMap<Facet, number>> = new Map(
  FACETS.map((one) => [one, new Map(FACETS.map((other) => [other, likeness(one, other)]))]),
);
