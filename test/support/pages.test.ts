import { expect, it } from 'vitest';
import { shownIn } from './pages.ts';

const MARK = '(perhaps shown before: the program was ended while it showed this)\n';

it('counts a marked repeat once, whatever the next process says before it', () => {
  const killed = 'Starting …\n── 10:00 ──\n● X outage\n  • X is down\n\n';
  const next = `It goes on.\n── 10:00 ──\n${MARK}● X outage\n  • X is down\n\n── 10:05 ──\n● X is back\n\n`;

  expect(shownIn([killed, next])).toEqual(['● X outage\n  • X is down\n\n', '● X is back\n\n']);
});

it('counts a repeat without a word twice', () => {
  const page = '── 10:00 ──\n● X outage\n\n';

  expect(shownIn([page, page])).toHaveLength(2);
});
