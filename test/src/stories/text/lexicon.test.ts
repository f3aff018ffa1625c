import { describe, expect, it } from 'vitest';
import { parseLexicon } from '../../../../src/stories/text/lexicon.ts';
import { tokenize } from '../../../../src/stories/text/tokens.ts';
import { lexiconFiles, repoLexicon } from '../repo-lexicon.ts';

const concepts = [
  ['concept', 'facet', 'en', 'fr', 'pl'].join('\t'),
  ['data-breach', 'breach', 'data breach*|hack*', 'fuite de données|piratage*', 'wyciek* danych'].join('\t'),
  ['mail', '', 'mail', 'courrier', 'poczt*'].join('\t'),
].join('\n');
const names = [
  ['id', 'kind', 'of', 'aliases'].join('\t'),
  ['royal-mail', 'company', '', 'Royal Mail'].join('\t'),
  ['x', 'product', 'x-corp', 'X|Twitter*'].join('\t'),
  ['x-corp', 'company', '', 'X Corp'].join('\t'),
].join('\n');
const lexicon = parseLexicon([concepts, names]);

const found = (text: string, lang = 'en') =>
  lexicon.concepts(tokenize(text), lang).map(({ meaning }) => meaning.id);
const told = (text: string) => lexicon.concepts(tokenize(text), 'en').map(({ meaning }) => meaning.facets);
const named = (text: string) => lexicon.names(tokenize(text)).map(({ meaning }) => meaning.id);

describe('a lexicon', () => {
  it('finds forms of several words and any ending, whatever case and accents', () => {
    expect(found('Two DATA BREACHES')).toEqual(['data-breach']);
    expect(found('une Fuite de donnees', 'fr')).toEqual(['data-breach']);
    expect(found('wyciekły danych', 'pl')).toEqual(['data-breach']);
  });

  it('reads what another language leaves over in English', () => {
    expect(found('le hackers du courrier', 'fr')).toEqual(['mail', 'data-breach']);
  });

  it('takes a name of few capitals for capitals only', () => {
    expect(named('X is down')).toEqual(['x']);
    expect(named('x is down')).toEqual([]);
    expect(named('awaria Twittera')).toEqual(['x']);
  });

  it('prefers the longest name', () => {
    expect(named('X Corp sues')).toEqual(['x-corp']);
  });

  it('knows kinds, owners and facets', () => {
    expect(lexicon.kindOf('x')).toBe('product');
    expect(lexicon.ownerOf('x')?.id).toBe('x-corp');
    expect(told('data breach at the mail')).toEqual([['breach'], []]);
  });

  it('names the line whose kind it does not know', () => {
    expect(() => parseLexicon([`id\tkind\taliases\nacme\tplanet\tAcme`])).toThrow('line 2 has no known kind');
  });
});

describe('the lexicon in the repo', () => {
  it.each([
    ['en', 'Hackers breached the ministry'],
    ['fr', 'Des pirates ont attaqué le ministère'],
    ['de', 'Hacker dringen in Ministerium ein, Cyberangriff bestätigt'],
    ['es', 'Ciberataque contra el ministerio'],
    ['it', 'Attacco hacker al ministero'],
    ['pt', 'Ataque hacker ao ministério'],
    ['pl', 'Cyberatak na ministerstwo, hakerzy w sieci'],
    ['nl', 'Cyberaanval op het ministerie'],
    ['ru', 'Кибератака на министерство'],
  ])('tells a break-in or attack in %s', (lang, text) => {
    const facets = repoLexicon.concepts(tokenize(text), lang).flatMap(({ meaning }) => meaning.facets);

    expect(facets.some((facet) => facet === 'breach' || facet === 'attack')).toBe(true);
  });

  it.each([
    ['en', 'Shoppers met problems loading the app, and the site stopped loading'],
    ['fr', "Les clients n'arrivent plus à se connecter"],
    ['de', 'Die App lädt nicht'],
    ['es', 'Los clientes reportan fallos'],
    ['pt', 'Clientes relatam falhas'],
    ['pl', 'Serwis leży od rana'],
    ['nl', 'De site is uit de lucht'],
    ['uk', 'Соцмережа лежить, сторінки не відкриваються'],
    ['ru', 'Сайт банка не открывался'],
    ['ja', 'アプリが開けない'],
    ['zh', '网站打不开'],
    ['es', 'Downdetector registra miles de avisos'],
  ])('tells an outage in %s: %s', (lang, text) => {
    const facets = repoLexicon.concepts(tokenize(text), lang).flatMap(({ meaning }) => meaning.facets);

    expect(facets).toContain('outage');
  });

  it('holds at least 1,500 concepts', () => {
    const ids = lexiconFiles()
      .filter((file) => file.startsWith('concept\t'))
      .flatMap((file) =>
        file
          .split('\n')
          .slice(1)
          .map((line) => line.split('\t')[0]),
      );

    expect(new Set(ids).size).toBeGreaterThan(1500);
  });
});
