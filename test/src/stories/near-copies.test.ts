import { expect, it } from 'vitest';
import { foldNearCopies } from '../../../src/stories/near-copies.ts';

const LEAD =
  'The platform was unreachable for two hours on Monday, its operator said, and more than forty thousand people reported trouble.';

it('folds an agency text with another ending into one group', () => {
  const groups = foldNearCopies([
    { title: 'Platform down for hours', text: LEAD },
    {
      title: 'Council votes on a new bridge',
      text: 'The vote is expected on Thursday evening after a debate.',
    },
    { title: 'Platform down for hours', text: `${LEAD} Reporting by our staff.` },
  ]);

  expect(groups.map((group) => group.map(({ title }) => title))).toEqual([
    ['Platform down for hours', 'Platform down for hours'],
    ['Council votes on a new bridge'],
  ]);
});

it('keeps two reports of one event apart', () => {
  const groups = foldNearCopies([
    { title: 'Platform down for hours', text: LEAD },
    { title: 'Users locked out of platform', text: 'On Monday users could not sign in for about two hours.' },
  ]);

  expect(groups).toHaveLength(2);
});

it('takes texts of one word for copies only when they are the same', () => {
  const groups = foldNearCopies([
    { title: 'Outage', text: '' },
    { title: 'Breach', text: '' },
    { title: 'outage', text: '' },
  ]);

  expect(groups.map((group) => group.length)).toEqual([2, 1]);
});
