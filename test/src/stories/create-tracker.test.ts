import { describe, expect, it } from 'vitest';
import type { TrackedStory } from '../../../src/stories/tracker.ts';
import { article, trackerWith, treasury, xOutage } from './two-stories.ts';

it('names the next two stories that something speaks for', () => {
  const again = { ...treasury, id: 'again', title: 'US Treasury breach, again' };
  const other = { ...treasury, id: 'other', title: 'Another US Treasury breach' };

  const verdict = trackerWith(treasury, again, other, xOutage).judge(
    article({
      title: 'BeyondTrust breach: how hackers reached the Treasury Department',
      date: new Date('2025-01-03'),
    }),
  );

  const named = [verdict.guess, verdict.runnerUp?.storyId, verdict.thirdId];
  expect(new Set(named)).toEqual(new Set(['again', 'other', 'treasury']));
});

describe('a tracker with the two stories', () => {
  it.each([
    ['treasury', 'US Treasury says Chinese hackers stole documents in major incident', '2024-12-31', 'en'],
    ['treasury', 'BeyondTrust breach: how hackers reached the Treasury Department', '2025-01-03', 'en'],
    ['x-outage', 'X hit by outages, Musk blames cyberattack', '2025-03-10', 'en'],
    ['x-outage', 'Musk: cyberattaque massive contre X, le réseau social en panne', '2025-03-11', 'fr'],
  ])('joins to %s: %s', (story, title, date, lang) => {
    const verdict = trackerWith(treasury, xOutage).judge(article({ title, lang, date: new Date(date) }));

    expect(verdict).toMatchObject({ state: 'auto', storyId: story });
  });

  it.each([
    ['Treasury bonds slip as traders await jobs data', '2025-01-03'],
    ['DOGE staff gain access to Treasury payment system', '2025-02-03'],
    ['Tesla shares fall 15 per cent as Musk faces protests', '2025-03-10'],
    ['X launches a payment service with Visa', '2025-03-12'],
    ['Outage at Microsoft 365 locks users out of Outlook', '2025-03-10'],
    ['X down for thousands of users, Musk promises to look into the outage', '2025-05-24'],
    ['X users report outage on 24 May', '2025-05-26'],
    ['Remembering the SolarWinds attack on the Treasury in 2020', '2024-12-16'],
  ])('keeps out: %s', (title, date) => {
    const verdict = trackerWith(treasury, xOutage).judge(article({ title, date: new Date(date) }));

    expect(verdict.state).not.toBe('auto');
  });

  it('asks which of two stories that are as likely, and says so', () => {
    const twin = { ...treasury, id: 'twin', title: 'US Treasury breach, told again' };
    const verdict = trackerWith(treasury, twin).judge(
      article({ title: 'Hackers stole a BeyondTrust key to the Treasury', date: new Date('2024-12-31') }),
    );

    expect(verdict.state).toBe('suggested');
    expect(verdict.reasons.at(-1)?.text).toMatch(/“US Treasury breach.*” is about as likely/u);
  });

  it('says what decided', () => {
    const verdict = trackerWith(treasury, xOutage).judge(
      article({
        title: 'BeyondTrust key opened Treasury Department to hackers',
        date: new Date('2025-01-02'),
      }),
    );

    const texts = verdict.reasons.map(({ text }) => text).join('; ');
    expect(texts).toMatch(/shares .*BeyondTrust/);
    expect(texts).toContain('3 days after');
    expect(texts).toContain('resembles “Chinese hackers broke into US Treasury workstations”');
  });
});

describe('everyday news of the name in a story', () => {
  const STORIES: readonly (readonly [name: string, seed: TrackedStory['seeds'][number]])[] = [
    [
      'Port Ellison',
      {
        title: 'Tidewater gang breaks into the Port Ellison Harbour Authority',
        text: 'The Tidewater gang has stolen the records of 40,000 dock workers. The Harbour Authority of Port Ellison says that cranes and berths were not touched.',
        lang: 'en',
      },
    ],
    [
      'LastPass',
      {
        title: 'LastPass vaults copied after an engineer’s computer was hacked',
        text: 'The attackers got at backups of customer vaults, LastPass says; master passwords were not taken.',
        lang: 'en',
      },
    ],
    [
      'Optus',
      {
        title: 'Optus network down across the country',
        text: 'Ten million customers have no phone or internet; trains stopped and hospitals could not be called.',
        lang: 'en',
      },
    ],
    [
      'Northbrook Savings',
      {
        title: 'Cyberattaque contre Northbrook Savings : des données volées',
        text: 'La banque Northbrook Savings a été victime d’un rançongiciel; des numéros de comptes ont été publiés.',
        lang: 'fr',
      },
    ],
  ];
  const HEADLINES: readonly (readonly [lang: string, title: string, text: string])[] = [
    ['en', '% opens a new ferry terminal', 'The first boats leave on Saturday; a brass band will play.'],
    ['en', '% names Ingrid Solberg as finance chief', 'She comes from a shipping company and starts in May.'],
    ['en', '% staff vote for a four-day week', 'The trial lasts six months, the union said.'],
    ['en', 'How % grew from a garage to the top', 'A portrait of the founders and their first customers.'],
    ['de', '% eröffnet ein neues Büro in Leipzig', 'Zweihundert Menschen sollen dort arbeiten.'],
    ['de', '%: Neue Chefin kommt aus Hamburg', 'Sie übernimmt das Amt im Mai.'],
    ['fr', '% change de logo', 'Le bleu cède la place au vert.'],
    ['es', '% abre una nueva oficina en Sevilla', 'Trabajarán allí doscientas personas.'],
    ['it', '% apre una nuova sede a Torino', 'Ci lavoreranno duecento persone.'],
    ['pl', '% otwiera nowe biuro w Gdańsku', 'Pracę znajdzie tam dwieście osób.'],
  ];

  it.each(STORIES)('is neither taken in nor asked about: %s', (name, seed) => {
    const date = new Date('2025-03-10');
    const story = {
      ...treasury,
      id: 'it',
      title: seed.title,
      aliases: [],
      entities: [name],
      startedAt: date,
    };
    const tracker = trackerWith({ ...story, seeds: [{ ...seed, date }] });

    const taken = HEADLINES.filter(([lang, title, text]) => {
      const said = { title: title.replace('%', name), text, lang, date: new Date('2025-03-11') };
      return tracker.judge(article(said)).state !== 'none';
    });

    expect(taken).toEqual([]);
  });
});

describe('the day that an item names', () => {
  it('tells of two outages of one platform apart', () => {
    const twin: TrackedStory = {
      ...xOutage,
      id: 'x-outage-may',
      title: 'X outage, 24 May 2025',
      entities: ['X', 'Elon Musk'],
      startedAt: new Date('2025-05-24'),
      seeds: [
        {
          title: 'X down for two hours, Musk says he will look into it',
          text: 'Users of the platform X could not load posts on Saturday. Elon Musk spoke of a data centre.',
          lang: 'en',
          date: new Date('2025-05-24'),
        },
      ],
    };
    const tracker = trackerWith(xOutage, twin);

    const verdict = tracker.judge(
      article({ title: 'X explains the outage of 24 May', date: new Date('2025-05-28') }),
    );

    expect(verdict.guess).toBe('x-outage-may');
    expect(verdict.reasons.map(({ text }) => text).join('; ')).toContain('names 24 May, as the story does');
  });
});

describe("a person's word", () => {
  const item = article({ title: 'X hit by outages, Musk blames cyberattack', date: new Date('2025-03-10') });

  it('keeps an item out of the story it was rejected from', () => {
    const verdict = trackerWith({ ...xOutage, rejected: [item] }).judge(item);

    expect(verdict.storyId).toBeNull();
  });

  it('keeps out what is nearly the same as an item that was rejected', () => {
    const copy = article({ title: 'X hit by outages; Musk blames a cyberattack', date: item.date });

    const verdict = trackerWith({ ...xOutage, rejected: [item] }).judge(copy);

    expect(verdict.storyId).toBeNull();
    expect(verdict.reasons[0]).toMatchObject({ kind: 'correction' });
  });

  it('puts an item where it was moved, whatever the score says', () => {
    const tracker = trackerWith({ ...treasury, members: [{ article: item, state: 'manual' }] }, xOutage);

    expect(tracker.judge(item)).toMatchObject({ state: 'auto', storyId: 'treasury' });
  });
});

it('learns the words of an item it was sure of', () => {
  const tracker = trackerWith(xOutage);
  const sure = article({
    title: 'X down: Musk blames massive cyberattack on platform X, Dark Storm claims it',
    text: 'Netblocks saw the outages of X on Monday; Dark Storm Team claimed the cyberattack, Elon Musk said.',
    date: new Date('2025-03-10'),
  });
  const later = article({ title: 'What Netblocks saw when X failed', date: new Date('2025-03-11') });
  const before = tracker.judge(later).score;

  tracker.learn(sure, tracker.judge(sure));

  expect(tracker.judge(later).score).toBeGreaterThan(before);
});

describe('with embeddings', () => {
  const doubtful = article({ title: 'Musk on what happened to X', date: new Date('2025-03-11') });
  const story = { ...xOutage, seedEmbeddings: [[1, 0]] };

  it('is surer of an item that means the same, and less sure of one that does not', () => {
    const without = trackerWith(story).judge(doubtful).score;

    expect(trackerWith(story).judge({ ...doubtful, embedding: [1, 0] }).score).toBeGreaterThan(without);
    expect(trackerWith(story).judge({ ...doubtful, embedding: [0, 1] }).score).toBeLessThan(without);
  });

  it('goes on as before when only one side has one', () => {
    const plain = trackerWith(xOutage).judge(doubtful).score;

    expect(trackerWith(xOutage).judge({ ...doubtful, embedding: [1, 0] }).score).toBe(plain);
  });
});
