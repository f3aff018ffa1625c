import { describe, expect, it } from 'vitest';
import { completeLine, type Completion } from '../../../adapters/terminal/completion.ts';
import { openDesk } from './desk.ts';

const completed = (line: string): Promise<Completion> => {
  const { commands, complete } = openDesk();
  return completeLine(commands, complete, line);
};

const OUTAGES = ['x-outage-2025-03', 'x-outage-2024-08'];

describe('tab completion', () => {
  it.each([
    ['commands', '', ['story ', 'stories ', 'exit '], ''],
    ['commands with their slash', '/sto', ['/story ', '/stories '], '/sto'],
    ['commands in any case', 'STORI', ['stories '], 'STORI'],
    ['nothing for a command that is none', 'nope ', [], ''],
    ['subcommands', '/stories ', ['follow ', 'list '], ''],
    ['a subcommand that was begun', 'stories f', ['follow '], 'f'],
    ['nothing after a subcommand that is none', 'stories sing ', [], ''],
    ['values by any part of them', '/story outage', OUTAGES, 'outage'],
    ['values for several words of a last option', '/story cold c', ['Cold case'], 'cold c'],
    ['values with spaces in quotes where words count', 'stories follow cold', ['"Cold case"'], 'cold'],
    ['the rest of a value in quotes', 'stories follow "cold c', ['"Cold case"'], '"cold c'],
    ['choices', 'stories follow x ', ['each', 'hourly', 'daily'], ''],
    ['choices that were begun', 'stories follow x h', ['hourly'], 'h'],
    ['values after the name of their option', 'stories follow x pace:d', ['pace:daily'], 'pace:d'],
    [
      'values of a story after its name',
      'stories follow story:treas',
      ['story:us-treasury-breach'],
      'story:treas',
    ],
    ['names of options that are not given yet', 'stories follow x daily ', ['quiet '], ''],
    ['no name that is given', 'stories follow x quiet p', ['pace:'], 'p'],
    ['nothing when all is given', 'stories follow x daily quiet ', [], ''],
    ['nothing for a value that holds an escape sequence', '/story evil', [], 'evil'],
  ])('offers %s', async (_claim, line, candidates, typed) => {
    expect(await completed(line)).toEqual([candidates, typed]);
  });
});
