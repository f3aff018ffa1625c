import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// Beside the lexicon stand measured frequencies of terms, which have a form of their own.
const NOT_LEXICON = new Set(['background.tsv']);
const FOLDER = new URL('../seeds/lexicon/', import.meta.url);
const LANGUAGES = ['en', 'fr', 'de', 'es', 'it', 'pt', 'pl', 'nl'];
const CORE_LANGUAGES = ['ru', 'uk', 'cs', 'sv', 'tr', 'ro', 'ja', 'zh', 'ar'];
const FACETS = new Set(
  'breach leak outage attack malware vulnerability restoration attribution sanction legal inquiry layoffs finance product accident violence disaster politics'.split(
    ' ',
  ),
);
const KINDS = new Set('agency company product person group malware role place country-org'.split(' '));
const STOP_WORDS: Readonly<Record<string, string>> = {
  en: 'a an and are as at be been but by can for from had has have he her his i if in is it its me my no not of on or our out she so than that the their them then there they this to up us was we were what when which who will with you your',
  fr: 'au aux avec ce ces dans de des du elle en et eux il ils je la le les leur lui ma mais me mes moi mon ne nos notre nous on ou par pas pour qu que qui sa se ses son sur ta te tes toi ton tu un une vos votre vous y à',
  de: 'aber als am an auch auf aus bei bin bis das dass dem den der des die ein eine einem einen einer er es für hat ich ihr im in ist ja kein mit nach nicht noch nur oder sich sie sind so um und uns von vor war was wenn wie wir wird zu zum zur über',
  es: 'a al como con de del desde el ella en entre era es esta este fue ha hay la las le les lo los más me mi muy no nos o para pero por que qué se ser sin son su sus también te tu un una uno y ya',
  it: 'a ad ai al alla anche che chi ci come con da dal dalla dei del della di e ed essere gli ha hanno ho i il in io la le lo loro ma mi ne nel nella noi non o per però più quando questo se si sono su sua sue sul sulla suo tra tu un una uno vi voi è',
  pt: 'a ao aos as até com como da das de dele do dos e ela ele em entre era essa este eu foi isso já lhe mais mas me mesmo meu muito na não nas nem no nos o os ou para pela pelo por qual que se sem ser seu sua são só também te tem um uma você à é',
  pl: 'a aby ale bez bo był być co czy dla do gdy go i ich ile im jak jako je jego jej jest już ku lub ma mi mnie na nad nie niż o od on ona oni oraz po pod przed przez przy się są ta tak te tego tej ten to tu tych tym w we więc z za ze że',
  nl: 'aan al als bij dan dat de der deze die dit door dus een en er ge haar had heb heeft hem het hij hoe hun ik in is je kan maar me men met mij na naar niet nog nu of om ook op over te tot u uit van veel voor want was wat we wel wie wij zijn zo zou',
};

interface Table {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function table(file: string): Table {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const [header = [], ...rows] = text
    .replace(/\n$/u, '')
    .split('\n')
    .map((line) => line.split('\t'));
  return { file, header, rows };
}

function fold(form: string): string {
  const letters = form.toLowerCase().replaceAll('ł', 'l').replaceAll('ß', 'ss');
  const bare = letters.normalize('NFD').replaceAll(/\p{M}/gu, '');
  return bare.replaceAll(/[-/'’]/gu, ' ');
}

/** What two forms must share to be found by the same text. Short capitals keep their case. */
function foldAlias(alias: string): string {
  return /^\p{Lu}{1,4}$/u.test(alias) ? `=${alias}` : fold(alias);
}

function forms(cell: string | undefined): string[] {
  return (cell ?? '').split('|');
}

const areas = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.tsv') && !NOT_LEXICON.has(file))
  .filter((file) => file !== 'core.tsv' && file !== 'names.tsv')
  .map((file) => table(file));
const core = table('core.tsv');
const names = table('names.tsv');
const conceptRows = areas.flatMap(({ rows }) => rows);
const conceptIds = conceptRows.map(([id]) => id);
const nameIds = names.rows.map(([id]) => id);

function repeated(values: readonly (string | undefined)[]): (string | undefined)[] {
  const seen = new Set<string | undefined>();
  return values.filter((value) => seen.size === seen.add(value).size);
}

/** Forms of column `index` that belong to more than one row. */
function shared(
  rows: readonly (readonly string[])[],
  index: number,
  key: (form: string) => string,
): string[] {
  const owners = new Map<string, string | undefined>();
  const clashes: string[] = [];
  for (const row of rows) {
    for (const form of new Set(forms(row[index]).map((text) => key(text)))) {
      if (owners.has(form)) clashes.push(`${form}: ${owners.get(form)} and ${row[0]}`);
      owners.set(form, row[0]);
    }
  }
  return clashes;
}

/** Why a form cannot stand in a cell, or undefined. */
function fault(form: string): string | undefined {
  if (form === '' || form !== form.trim() || form.includes('  ')) return 'blank';
  if (form !== form.normalize('NFC')) return 'not composed';
  if (!/^[\p{L}\p{M}\p{N} .,'’&$+!:()*・/-]+$/u.test(form)) return 'stray character';
  if (/\*(?! |$)/u.test(form)) return 'star inside a word';
  if (form.split(' ').some((word) => /^[^ ]{0,3}\*$/u.test(word))) return 'stem under four letters';
  return undefined;
}

function faults(rows: readonly (readonly string[])[], from: number): string[] {
  return rows.flatMap((row) =>
    row
      .slice(from)
      .flatMap((cell) => forms(cell))
      .filter((form) => fault(form) !== undefined)
      .map((form) => `${row[0]}: "${form}" ${fault(form)}`),
  );
}

describe.each(areas)('$file', ({ header, rows }) => {
  it('has the columns that the reader expects, in every row', () => {
    expect(header).toEqual(['concept', 'facet', ...LANGUAGES]);
    expect(rows.filter((row) => row.length !== header.length)).toEqual([]);
  });

  it('leaves no language empty and holds sane forms', () => {
    expect(faults(rows, 2)).toEqual([]);
  });

  it('holds lower case, abbreviations and known facets', () => {
    // `US` is a country, `us` is not.
    const cells = rows
      .flatMap((row) => row.slice(2).flatMap(forms))
      .filter((form) => !/^[A-Z]{2}$/u.test(form));
    const facets = rows.flatMap((row) => forms(row[1]));

    expect(cells.filter((cell) => cell !== cell.toLowerCase())).toEqual([]);
    expect(facets.filter((facet) => facet !== '' && !FACETS.has(facet))).toEqual([]);
  });
});

describe('concepts', () => {
  it('are at least 1,500 with ids that are unique and kebab-case', () => {
    expect(conceptRows.length).toBeGreaterThanOrEqual(1500);
    expect(repeated(conceptIds)).toEqual([]);
    expect(conceptIds.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(id ?? ''))).toEqual([]);
  });

  it.each(LANGUAGES)('share no form in %s', (language) => {
    expect(shared(conceptRows, LANGUAGES.indexOf(language) + 2, fold)).toEqual([]);
  });

  it.each(LANGUAGES)('have no stop word as a form in %s', (language) => {
    const stops = new Set(STOP_WORDS[language]?.split(' '));
    const cells = conceptRows.flatMap((row) => forms(row[LANGUAGES.indexOf(language) + 2]));

    expect(stops.size).toBeGreaterThan(40);
    expect(cells.filter((form) => stops.has(form))).toEqual([]);
  });
});

describe('core.tsv', () => {
  it('gives known concepts, each once, in every further language', () => {
    expect(core.header).toEqual(['concept', ...CORE_LANGUAGES]);
    expect(core.rows.filter((row) => row.length !== core.header.length)).toEqual([]);
    expect(core.rows.filter(([id]) => !conceptIds.includes(id))).toEqual([]);
    expect(repeated(core.rows.map(([id]) => id))).toEqual([]);
    expect(faults(core.rows, 1)).toEqual([]);
  });

  it.each(CORE_LANGUAGES)('shares no form between concepts in %s', (language) => {
    const index = CORE_LANGUAGES.indexOf(language) + 1;
    expect(shared(core.rows, index, (form) => form.normalize('NFC'))).toEqual([]);
  });
});

describe('names.tsv', () => {
  it('holds at least 700 names with unique ids, known kinds and known parents', () => {
    expect(names.header).toEqual(['id', 'kind', 'of', 'aliases']);
    expect(names.rows.filter((row) => row.length !== 4)).toEqual([]);
    expect(names.rows.length).toBeGreaterThanOrEqual(700);
    expect(repeated(nameIds)).toEqual([]);
    expect(names.rows.filter(([, kind]) => !KINDS.has(kind ?? ''))).toEqual([]);
    expect(names.rows.filter(([, , of]) => of !== '' && !nameIds.includes(of))).toEqual([]);
  });

  it('gives an alias to one name only, and none that is a stop word', () => {
    const stops = new Set(Object.values(STOP_WORDS).flatMap((words) => words.split(' ')));

    expect(shared(names.rows, 3, foldAlias)).toEqual([]);
    expect(names.rows.flatMap((row) => forms(row[3])).filter((alias) => stops.has(alias))).toEqual([]);
    expect(faults(names.rows, 3)).toEqual([]);
  });
});
