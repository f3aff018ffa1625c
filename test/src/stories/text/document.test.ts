import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../../src/stories/text/document.ts';
import { numberAt } from '../../../../src/stories/text/numbers.ts';
import { stem } from '../../../../src/stories/text/stems.ts';
import { tokenize } from '../../../../src/stories/text/tokens.ts';
import { repoLexicon } from '../repo-lexicon.ts';

const read = (title: string, text = '', lang?: string) =>
  readDocument({ id: 'a', title, text, lang }, repoLexicon);

const pairs = (title: string) => read(title, '', 'en').terms.filter(({ kind }) => kind === 'pair');

it.each([
  ['Teixeira', 'en', 'Teixeiry', 'pl'],
  ['Pentagon', 'en', 'Pentagonu', 'pl'],
  ['leaks', 'en', 'leaked', 'en'],
])('gives %s (%s) and %s (%s) one stem', (one, oneLang, other, otherLang) => {
  expect(stem(one.toLowerCase(), oneLang)).toBe(stem(other.toLowerCase(), otherLang));
});

it.each([
  ['37 million', 37e6],
  ['37m', 37e6],
  ['37 Millionen', 37e6],
  ['1,5 mln', 1.5e6],
  ['40.000', 40_000],
  ['3', null],
  ['3CX', null],
])('reads %s as %s', (text, value) => {
  expect(numberAt(tokenize(text), 0)).toBe(value);
});

describe('a document', () => {
  it('takes its first sentence for the title when it has none', () => {
    const document = read('', 'X is down worldwide. Users complain.', 'en');

    expect(document.title).toBe('X is down worldwide');
  });

  it('tells the language when the feed does not', () => {
    expect(read('Chińscy hakerzy włamali się do Departamentu Skarbu').lang).toBe('pl');
  });

  it('has the same names and facets in two languages', () => {
    const names = (lang: string, title: string) =>
      read(title, '', lang)
        .terms.filter(({ kind }) => kind === 'name')
        .map(({ key }) => key);

    expect(names('fr', 'Microsoft : panne mondiale de Teams')).toEqual(
      expect.arrayContaining(names('en', 'Microsoft Teams outage').filter((key) => key === 'e:microsoft')),
    );
    expect([...read('Panne mondiale de Twitter', '', 'fr').facets.keys()]).toContain('outage');
  });

  it.each([
    ['en', 'Outlook down!', 'outage'],
    ['de', 'Kartenzahlung: Nutzer kommen nicht mehr rein', 'outage'],
    ['it', 'Rubati i dati dei pazienti', 'breach'],
    ['pt', 'Dados de clientes roubados', 'breach'],
    ['de', 'Schlüssel zur Cloud: API-Schlüssel gestohlen', 'breach'],
    ['uk', 'Шпигуни потрапили до мережі міністерства', 'breach'],
    ['uk', 'Відповідальність узяла група хакерів', 'attribution'],
    ['pt', 'Queda da rede deixa clientes sem acesso', 'outage'],
    ['nl', 'Indringers drongen binnen bij de gemeente', 'breach'],
    ['es', 'El hospital recupera la normalidad', 'restoration'],
    ['pl', 'Awaria usunięta', 'restoration'],
    ['uk', 'Роботу сервісу відновлено', 'restoration'],
    ['fr', "L'UE gèle les avoirs de deux pirates", 'sanction'],
    // As a translation word by word puts that hackers breached it.
    ['fr', 'Des hackers ont manqué au ministère', 'breach'],
  ])('reads what happened (%s): %s', (lang, title, facet) => {
    expect([...read(title, '', lang).facets.keys()]).toContain(facet);
  });

  it('does not take falling shares for an outage', () => {
    expect(read('Tesla down 5 percent').facets.has('outage')).toBe(false);
  });

  it('takes two capitalised words for a name, but not where every word has a capital', () => {
    expect(pairs('Disk maker Northern Digital hit by hackers')).toMatchObject([
      { key: 'p:northern digital', proper: true },
    ]);
    expect(pairs('Northern Digital Confirms Customer Data Stolen').some(({ proper }) => proper)).toBe(false);
  });

  it('says less of what stands far down a long text', () => {
    const filler = 'word '.repeat(100);
    const { terms } = read('Outage', `Northport first ${filler} Southport last`, 'en');
    const bodyOf = (key: string) => terms.find((term) => term.key === key)?.body ?? 0;

    expect(bodyOf('w:southport')).toBeLessThan(bodyOf('w:northport'));
  });
});
