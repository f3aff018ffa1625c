import * as lists from 'stopword';
import { fold } from './fold.ts';

const LIST_OF = {
  ar: lists.ara,
  cs: lists.ces,
  da: lists.dan,
  de: lists.deu,
  en: lists.eng,
  es: lists.spa,
  fi: lists.fin,
  fr: lists.fra,
  hu: lists.hun,
  it: lists.ita,
  nl: lists.nld,
  no: lists.nob,
  pl: lists.pol,
  pt: lists.por,
  ro: lists.ron,
  ru: lists.rus,
  sv: lists.swe,
  tr: lists.tur,
  uk: lists.ukr,
} as const;

// Words of reporting and of the calendar that the library leaves in; they tell nothing about an event.
const MORE: Readonly<Record<string, string>> = {
  en: 'says said say will would not no new just day days year years one two three first last week weeks month months today yesterday monday tuesday wednesday thursday friday saturday sunday us mr mrs according told may being its it off don doesn didn isn ve ll re url comments points article here what need know',
  fr: 'selon apres avant plus tout tous toute toutes lundi mardi mercredi jeudi vendredi samedi dimanche dit annonce jour jours an ans annee annees mois semaine comme contre entre sous depuis cette ces train',
  de: 'laut sagt sagte montag dienstag mittwoch donnerstag freitag samstag sonntag jahr jahre tag tage woche monat neue neuer neues',
  es: 'segun dice dijo lunes martes miercoles jueves viernes sabado domingo ano anos dia dias semana mes nuevo nueva tras desde sobre entre',
  it: 'secondo detto lunedi martedi mercoledi giovedi venerdi sabato domenica anno anni giorno giorni settimana mese nuovo nuova dopo',
  pt: 'segundo disse segunda terca quarta quinta sexta sabado domingo feira ano anos dia dias semana mes novo nova apos sobre nao pelo pela',
  pl: 'wedlug powiedzial poniedzialek wtorek sroda czwartek piatek sobota niedziela rok roku lat dzien dni tydzien miesiac nowy nowa nowe juz wideo',
  nl: 'volgens zegt zei maandag dinsdag woensdag donderdag vrijdag zaterdag zondag jaar jaren dag dagen week maand nieuwe niet ook wordt worden bij naar',
};

const NONE: ReadonlySet<string> = new Set();
const known = new Map<string, ReadonlySet<string>>(
  Object.entries(LIST_OF).map(([lang, words]) => [
    lang,
    new Set([...words.map(fold), ...(MORE[lang] ?? '').split(' ')]),
  ]),
);

/** The folded stop words of a language (ISO 639-1); empty for a language without a list. */
export function stopWordsOf(lang: string): ReadonlySet<string> {
  return known.get(lang) ?? NONE;
}
