import { expect, it } from 'vitest';
import { foldUpdates, independentSources, newsAmong } from '../../../src/stories/fold.ts';
import { publisher } from '../../../src/stories/assignment.ts';
import { hours, update } from '../../support/builders.ts';

const LEAD =
  'The platform was unreachable for two hours on Monday, its operator said, and more than forty thousand people reported trouble.';

const report = (title: string, hour: number, host = 'news.example', text = '') =>
  update(title, { published: hours(hour), link: `https://${host}/${encodeURIComponent(title)}`, text });

const told = (folds: ReturnType<typeof foldUpdates>): string[] =>
  folds.map(({ first, copies }) => `${publisher(first)} +${copies.length}`);

it('puts copies behind the earliest report, and the newest story on top', () => {
  const folds = foldUpdates([
    report('Platform down for hours', 3, 'copy.example', `${LEAD} Our staff.`),
    report('Council votes on a new bridge', 2, 'other.example'),
    report('Platform down for hours', 1, 'agency.example', LEAD),
  ]);

  expect(told(folds)).toEqual(['other.example +0', 'agency.example +1']);
});

it('counts copies of one text as one source, and a source once', () => {
  const folds = foldUpdates([
    report('Platform down for hours', 1, 'agency.example', LEAD),
    report('Platform down for hours', 2, 'copy.example', LEAD),
    report('Regulator opens an inquiry into the operator', 3, 'agency.example'),
  ]);

  expect(independentSources(folds)).toEqual(['agency.example']);
});

it('takes what repeats an earlier report for no news, whichever was published first', () => {
  const known = report('Platform down for hours', 2, 'agency.example', LEAD);
  const copy = report('Platform down for hours', 3, 'copy.example', LEAD);
  const dated = report('Platform down for hours', 1, 'older.example', LEAD);
  const fresh = report('Regulator opens an inquiry into the operator', 4);

  expect(told(newsAmong([copy, dated, fresh], [known]))).toEqual(['news.example +0']);
});

it('names the publisher of an aggregated item, else its host without www, else its feed', () => {
  const item = { title: 'X', link: 'https://www.news.example/1' };

  expect(publisher(update('X', { ...item, source: { title: 'The Daily', url: null } }))).toBe('The Daily');
  expect(publisher(update('X', item))).toBe('news.example');
  expect(publisher(update('X', { link: null }))).toBe('Example News');
});
