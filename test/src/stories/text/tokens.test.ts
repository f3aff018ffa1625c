import { expect, it } from 'vitest';
import { tokenize } from '../../../../src/stories/text/tokens.ts';

const forms = (text: string) => tokenize(text).map(({ form }) => form);

it.each([
  ['the names that odd spellings are known by', 'X, 3CX and BeyondTrust', ['x', '3cx', 'and', 'beyondtrust']],
  ['a CVE number whole', 'Patch for CVE-2024-12356 is out', ['patch', 'for', 'cve-2024-12356', 'is', 'out']],
  ['an acronym without its dots', 'U.S. officials', ['us', 'officials']],
  ['a domain ending', 'a .gov site', ['a', 'gov', 'site']],
  ['AT&T as one word', 'AT&T outage', ['at&t', 'outage']],
  ['T-Mobile as two', 'T-Mobile', ['t', 'mobile']],
  ['no elisions', "l'attaque d’hier, Musk's X", ['attaque', 'hier', 'musk', 'x']],
  ['accents and foreign letters folded', 'Trésor, włamali, Straße', ['tresor', 'wlamali', 'strasse']],
  ['a number with its separators', '40,000 users, 9.8 of 10', ['40,000', 'users', '9.8', 'of', '10']],
  ['Chinese and Japanese letter by letter', 'X障害 3月', ['x', '障', '害', '3', '月']],
  ['Cyrillic words', 'Минфин США', ['минфин', 'сша']],
  ['no web addresses', 'see https://example.com/a-b?c now', ['see', 'now']],
])('keeps %s', (_, text, expected) => {
  expect(forms(text)).toEqual(expected);
});

it('tells capitals that mean a name from those that open a sentence', () => {
  const tokens = tokenize('Hackers hit Northport. Officials said so.');

  expect(tokens.filter(({ capital, opens }) => capital && !opens).map(({ raw }) => raw)).toEqual([
    'Northport',
  ]);
});

it('takes a text of a single endless word', () => {
  expect(forms('a'.repeat(500_000))).toEqual(['a'.repeat(500_000)]);
});
