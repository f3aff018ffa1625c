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

// For lexicon rows without a `facet` cell: what the concept's English id says.
const BY_ID: readonly (readonly [RegExp, Facet])[] = [
  [
    /breach|hack|intru|compromis|infiltrat|unauthori[sz]ed|stolen-data|data-theft|exfiltrat|break-in/,
    'breach',
  ],
  [/leak(?!-general)|exposed|spill|whistleblow/, 'leak'],
  [
    /(?<!power-)outage|disruption|downtime|offline|unavailab|grounded|blackout|^crash$|malfunction|glitch|failure/,
    'outage',
  ],
  [/attack|ddos|sabotage|offensive-cyber/, 'attack'],
  [/ransom|malware|trojan|spyware|virus|worm|botnet|extort|wiper/, 'malware'],
  [/vulnerab|zero-day|exploit|flaw|security-hole|patch|backdoor/, 'vulnerability'],
  [/restor|recover|back-online|resolved|fixed/, 'restoration'],
  [/attribut|blame|claim-responsib|state-sponsored|accus/, 'attribution'],
  [/sanction|^fine$|penalt/, 'sanction'],
  [/arrest|charge|lawsuit|trial|court|indict|sentenc|convict|plead|prosecut/, 'legal'],
  [/investigat|inquiry|hearing|probe|audit/, 'inquiry'],
  [/layoff|dismiss|job-cut|resign/, 'layoffs'],
  [/share|stock|earnings|bond|market|merger|acquisition|revenue|invest/, 'finance'],
  [/launch|feature|rollout|subscription|release|update/, 'product'],
  [/collision|derail|accident/, 'accident'],
  [/shooting|strike|war$|protest|bombing|riot/, 'violence'],
  [/fire$|storm|earthquake|flood/, 'disaster'],
  [/election|vote|ballot|bill$/, 'politics'],
];

/** Facets that a concept's id speaks of; none for most concepts. */
export function facetsOfConcept(concept: string): readonly Facet[] {
  return BY_ID.filter(([pattern]) => pattern.test(concept)).map(([, facet]) => facet);
}
