import { describe, expect, it } from 'vitest';
import type { TrackedStory } from '../../../src/stories/tracker.ts';
import { article, trackerWith, treasury } from './two-stories.ts';

describe('everyday news of an institution that no gazetteer names', () => {
  it.each([
    [
      'Ministry of Transport',
      'Le ministère des Transports',
      'Verkehrsministerium',
      'Ministerstwo Transportu',
    ],
    ['hospital in Leeds', "L'hôpital de Leeds", 'Krankenhaus in Leeds', 'Szpital w Leeds'],
    ['Leeds city council', 'La mairie de Leeds', 'Stadtrat von Leeds', 'Rada miasta Leeds'],
    ['courts in Leeds', 'Les tribunaux de Leeds', 'Gerichte in Leeds', 'Sądy w Leeds'],
  ])('is neither taken in nor asked about: %s', (en, fr, de, pl) => {
    const story: TrackedStory = {
      ...treasury,
      title: '',
      aliases: [],
      entities: [],
      startedAt: null,
      seeds: [
        {
          title: `Hackers steal data of the ${en}`,
          text: 'Attackers copied the files of 4,000 people and knocked services offline.',
          lang: 'en',
          date: new Date('2024-05-06'),
        },
      ],
    };
    const everyday: readonly (readonly [lang: string, title: string])[] = [
      ['en', `New spokesman for the ${en}`],
      ['en', `A bigger car park for the ${en}`],
      ['fr', `${fr} présente son budget`],
      ['fr', `${fr} nomme un nouveau porte-parole`],
      ['de', `${de}: Haushalt vorgelegt`],
      ['de', `${de}: neuer Sprecher`],
      ['pl', `${pl}: nowy rzecznik`],
    ];
    const verdicts = everyday.map(([lang, title]) => {
      const { state } = trackerWith(story).judge(article({ title, lang, date: new Date('2024-05-07') }));
      return [title, state];
    });

    expect(verdicts.filter(([, state]) => state !== 'none')).toEqual([]);
  });
});

describe('sanctions weeks after an intrusion', () => {
  const railway: TrackedStory = {
    ...treasury,
    id: 'railway',
    title: '',
    aliases: [],
    entities: [],
    startedAt: new Date('2025-02-03'),
    seeds: [
      {
        title: 'Hackers of Copper Falcon steal passenger data of the Norland railway',
        text: 'The group Copper Falcon broke into the booking system of the Norland railway and copied two million records, the ministry says.',
        lang: 'en',
        date: new Date('2025-02-03'),
      },
    ],
  };

  it('belong to the story when they name who did it', () => {
    const verdict = trackerWith(railway, treasury).judge(
      article({
        title: "L'UE sanctionne le groupe Copper Falcon",
        text: 'Les avoirs de trois de ses membres sont gelés.',
        lang: 'fr',
        date: new Date('2025-02-24'),
      }),
    );

    expect(verdict).toMatchObject({ state: 'auto', storyId: 'railway' });
  });

  it('do not when the one that was hit imposes them on others', () => {
    const verdict = trackerWith(railway, treasury).judge(
      article({
        title: 'US Treasury sanctions a shipping company over Iranian oil',
        text: 'Four tankers are on the list, the department said.',
        date: new Date('2025-01-20'),
      }),
    );

    expect(verdict.state).not.toBe('auto');
  });

  it('do not even after reports that sanctions were what the intruders looked for', () => {
    const tracker = trackerWith(treasury);
    const looked = article({
      title: 'Chinese hackers of the US Treasury looked through its sanctions files',
      text: 'They broke into computers of the office that imposes sanctions, with a key stolen from BeyondTrust.',
      date: new Date('2025-01-03'),
    });
    tracker.learn(looked, tracker.judge(looked));

    const verdict = tracker.judge(
      article({
        title: 'Le Trésor américain sanctionne le secteur pétrolier russe',
        text: 'Deux groupes et des dizaines de navires sont visés.',
        lang: 'fr',
        date: new Date('2025-01-10'),
      }),
    );

    expect(verdict.state).not.toBe('auto');
  });

  it.each([
    [
      'en',
      'Treasury sanctions software maker for helping hackers',
      'Its servers were used to break into power plants.',
    ],
    [
      'fr',
      'Le Trésor américain sanctionne une société pour des cyberattaques',
      'Des pirates ont visé des hôpitaux.',
    ],
    [
      'de',
      'US-Finanzministerium verhängt Sanktionen gegen Hackergruppe',
      'Sie soll in Kliniken eingedrungen sein.',
    ],
    [
      'en',
      'OFAC sanctions three members of a ransomware gang',
      'The Treasury Department says they broke into schools.',
    ],
  ])(
    'are asked about when the one that was hit imposes them on other hackers: %s %s',
    (lang, title, text) => {
      const verdict = trackerWith(treasury).judge(
        article({ title, text, lang, date: new Date('2025-01-05') }),
      );

      expect(verdict).toMatchObject({ state: 'suggested', storyId: 'treasury' });
      expect(verdict.reasons[0]?.text).toBe('an agency of the story acts against others');
    },
  );

  it('are asked about when they are on a gang that the story does not name', () => {
    const verdict = trackerWith(treasury).judge(
      article({
        title: 'Sanctions for the firm behind the Emotet botnet',
        text: 'The Treasury Department in Washington says that it supplied servers for break-ins.',
        date: new Date('2025-01-04'),
      }),
    );

    expect(verdict.state).toBe('suggested');
    expect(verdict.reasons[0]?.text).toBe('an agency of the story acts against others');
  });

  it('belong to the story when the one that was hit imposes them for its own breach', () => {
    const verdict = trackerWith(treasury).judge(
      article({
        title: 'Treasury sanctions hacker over breach of its own network',
        text: 'He is said to have used the stolen BeyondTrust key to read files of the department.',
        date: new Date('2025-01-10'),
      }),
    );

    expect(verdict).toMatchObject({ state: 'auto', storyId: 'treasury' });
  });
});

it.each([
  ['en', 'Congress hears who let the hackers into the Treasury', 'Senators blame a lack of oversight.'],
  ['es', 'Estados Unidos acusa a dos chinos por el hackeo al Tesoro', 'Justicia ofrece una recompensa.'],
  ['fr', 'Deux Chinois inculpés aux États-Unis pour le piratage du Trésor', 'Une récompense est promise.'],
])('what comes of an intrusion belongs to its story four months later (%s): %s', (lang, title, text) => {
  const verdict = trackerWith(treasury).judge(article({ title, text, lang, date: new Date('2025-05-01') }));

  expect(verdict).toMatchObject({ state: 'auto', storyId: 'treasury' });
});

it.each(['Hackers broke into the Internal Revenue Service', 'Hackers read mail of the US Mint'])(
  'another bureau of the ministry that is hit weeks later is asked about: %s',
  (title) => {
    const text = 'Documents were stolen, the Treasury Department told Congress.';
    const verdict = trackerWith(treasury).judge(article({ title, text, date: new Date('2025-02-20') }));

    expect(verdict).toMatchObject({ state: 'suggested', storyId: 'treasury' });
    expect(verdict.reasons[0]?.text).toBe('names another part of what was hit, weeks later');
  },
);

describe('who holds an office', () => {
  it('speaks of the office that was broken into', () => {
    const verdict = trackerWith(treasury).judge(
      article({
        title: "Chinese hackers read Yellen's files",
        text: 'Her deputies had their computers looked through as well.',
        date: new Date('2025-01-02'),
      }),
    );

    expect(verdict).toMatchObject({ state: 'auto', storyId: 'treasury' });
  });

  it('does not with everyday news', () => {
    const verdict = trackerWith(treasury).judge(
      article({ title: 'Yellen sees inflation falling', date: new Date('2025-01-02') }),
    );

    expect(verdict.state).toBe('none');
  });
});

it('an item older than the story it resembles most goes to the one it belongs to', () => {
  const railwayOutage: TrackedStory = {
    ...treasury,
    id: 'outage',
    title: 'Norland railway outage',
    aliases: [],
    entities: ['Norland railway'],
    startedAt: new Date('2025-06-02'),
    seeds: [
      {
        title: 'Norland railway app down after cyberattack, tickets cannot be bought',
        text: 'An attack on the Norland railway took its app offline.',
        lang: 'en',
        date: new Date('2025-06-02'),
      },
    ],
  };
  const railwayBreach: TrackedStory = {
    ...railwayOutage,
    id: 'breach',
    title: 'Norland railway breach',
    startedAt: new Date('2025-02-03'),
    seeds: [
      {
        title: 'Hackers steal passenger data of the Norland railway',
        text: 'Two million records were copied from the booking system of the Norland railway.',
        lang: 'en',
        date: new Date('2025-02-03'),
      },
    ],
  };

  const verdict = trackerWith(railwayBreach, railwayOutage).judge(
    article({
      title: 'Norland railway app down after cyberattack on booking system',
      text: 'Hackers had stolen passenger data the day before.',
      date: new Date('2025-02-04'),
    }),
  );

  expect(verdict).toMatchObject({ state: 'auto', storyId: 'breach' });
});
