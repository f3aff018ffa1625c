import type { StoryDefinition } from '../../src/stories/story.ts';

// A story of names that nothing else has, so that system tests show the way of an item and not how finely it is judged.

export const HARBOUR_TITLE = 'Harbour Authority breach';

export const harbourStory = (now: Date): Partial<StoryDefinition> => ({
  slug: 'harbour-authority-breach',
  topic: 'government-breaches',
  aliases: ['Port Ellison breach', 'Tidewater attack'],
  entities: ['Port Ellison Harbour Authority', 'Tidewater gang'],
  startedAt: now,
  seeds: [
    {
      title: 'Tidewater gang breaks into the Port Ellison Harbour Authority',
      text:
        'The Tidewater gang has broken into the Port Ellison Harbour Authority and stolen the records of 40,000 dock ' +
        'workers. The Harbour Authority of Port Ellison says that cranes and berths were not touched.',
      date: now,
    },
  ],
});

export interface Report {
  readonly title: string;
  readonly text: string;
}

/** Reports of the story, none a copy of another. */
export const HARBOUR_REPORTS: readonly Report[] = [
  [
    'Tidewater gang publishes Port Ellison dock records',
    'Passport scans of crane drivers were among the first files.',
  ],
  [
    'Port Ellison Harbour Authority refuses ransom',
    'The board will not pay the nine million that Tidewater asks for.',
  ],
  [
    'Pilots of Port Ellison told to change passwords',
    'Tidewater had read the mail of the Harbour Authority since May.',
  ],
  [
    'Minister visits hacked Port Ellison Harbour Authority',
    'She promised two new laws after the Tidewater intrusion.',
  ],
  [
    'Tidewater came in through an old VPN box',
    'Port Ellison Harbour Authority had not patched it, auditors found.',
  ],
  [
    'Union sues Port Ellison Harbour Authority over breach',
    'Dock workers want damages for what Tidewater stole.',
  ],
  [
    'Police arrest alleged Tidewater member',
    'He is said to have written the note to the Port Ellison Harbour Authority.',
  ],
  [
    'Customs forms among files Tidewater took',
    'Shippers learn of it from the Port Ellison Harbour Authority by letter.',
  ],
  [
    'Port Ellison Harbour Authority restores its payroll',
    'It was the last system that Tidewater had encrypted.',
  ],
  [
    'Second port warned of Tidewater gang',
    'Investigators of the Port Ellison Harbour Authority breach found a list.',
  ],
  [
    'Insurer balks at Port Ellison Harbour Authority claim',
    'The policy excludes gangs like Tidewater, it argues.',
  ],
  [
    'Tidewater site seized after Port Ellison attack',
    'Data of the Harbour Authority is no longer offered there.',
  ],
].map(([title = '', text = '']) => ({ title, text }));

/** What shares words with the story and is none of it. */
export const NEAR_MISSES: readonly Report[] = [
  {
    title: 'Port Ellison opens a new ferry terminal',
    text: 'Holiday makers queue for the first boats of summer.',
  },
  { title: 'Tide tables for the weekend', text: 'High water at noon; swimmers should mind the current.' },
];

/** An RSS document of these reports, published now. */
export function harbourFeed(reports: readonly Report[], now: Date): string {
  const items = reports.map(
    ({ title, text }) =>
      `<item><title>${title}</title><link>https://harbour.example/${encodeURIComponent(title)}</link>` +
      `<pubDate>${now.toUTCString()}</pubDate><description>${text}</description></item>`,
  );
  return (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Wire</title>' +
    `<link>https://harbour.example/</link><language>en</language>${items.join('')}</channel></rss>`
  );
}
