import { describe, expect, it } from 'vitest';
import type { Action, Command, Option } from '../../../src/commands/command.ts';
import { parseLine, signature, splitWords, usage } from '../../../src/commands/parse.ts';

const option = (name: string, type: Option['type'], more: Partial<Option> = {}): Option => ({
  name,
  summary: '',
  type,
  required: false,
  ...more,
});

const action = (name: string, ...options: readonly Option[]): Action => ({
  name,
  summary: '',
  permission: 'anyone',
  options,
  run: () => Promise.reject(new Error('a parser runs nothing')),
});

const storyAction = action('', option('name', 'story', { required: true, rest: true }));
const addAction = action(
  'add',
  option('url', 'text', { required: true, maxLength: 40 }),
  option('title', 'text'),
  option('every', 'integer'),
  option('pace', 'choice', { choices: ['each', 'Daily'] }),
  option('quiet', 'flag'),
);
const createAction = action(
  'create',
  option('topic', 'topic'),
  option('quiet', 'flag'),
  option('title', 'text', { required: true, rest: true }),
);
const story: Command = { name: 'story', summary: '', actions: [storyAction] };
const feeds: Command = { name: 'feeds', summary: '', actions: [addAction, action('list'), createAction] };

/** The options of a call, or what is wrong with the line. */
function read(line: string): unknown {
  const parsed = parseLine([story, feeds], line);
  return parsed.kind === 'call' ? parsed.options : parsed.message;
}

describe('a line that is a call', () => {
  it.each([
    ['with a slash', '/story treasury', { name: 'treasury' }],
    ['without a slash', 'story treasury', { name: 'treasury' }],
    ['in capitals, as phones begin sentences', 'Story treasury', { name: 'treasury' }],
    ['with space around it', '  /story   treasury  ', { name: 'treasury' }],
    ['with a last option of several words', '/story us treasury breach', { name: 'us treasury breach' }],
    ['with the spaces of a last option as they were', '/story us  treasury', { name: 'us  treasury' }],
    ['with a last option in quotes', '/story "us treasury"', { name: 'us treasury' }],
    ['with quotes in the middle of a last option', '/story the "x" outage', { name: 'the "x" outage' }],
    ['with quotes at the start of a last option', '/story "x" outage', { name: '"x" outage' }],
    ['with curly quotes, as phones send them', '/story “us treasury”', { name: 'us treasury' }],
    ['with quotes that are never closed', '/story "us treasury', { name: 'us treasury' }],
    ['with a last option by name', '/story name:us treasury', { name: 'us treasury' }],
    ['with a last option by name in quotes', '/story name:"us treasury"', { name: 'us treasury' }],
    ['with a colon in the text', '/story outage: the return', { name: 'outage: the return' }],
    ['to a subcommand', '/feeds list', {}],
    ['to a subcommand in capitals', '/feeds LIST', {}],
    [
      'with an address, whose colon names no option',
      'feeds add https://a.example/x',
      { url: 'https://a.example/x' },
    ],
    [
      'with options in order',
      'feeds add u Title 5 each',
      { url: 'u', title: 'Title', every: '5', pace: 'each' },
    ],
    ['with an option in quotes', 'feeds add u "A title"', { url: 'u', title: 'A title' }],
    ['with options by name in any order', 'feeds add every:5 url:u', { url: 'u', every: '5' }],
    ['with a name in capitals', 'feeds add u EVERY:5', { url: 'u', every: '5' }],
    ['with a named option in quotes', 'feeds add u title:"A title"', { url: 'u', title: 'A title' }],
    ['with a named option between others', 'feeds add title:T u 5', { url: 'u', title: 'T', every: '5' }],
    ['with a quoted word that looks like a name', 'feeds add u "every:5"', { url: 'u', title: 'every:5' }],
    ['with a flag', 'feeds add u quiet', { url: 'u', quiet: 'true' }],
    ['with a flag with dashes', 'feeds add --quiet u', { url: 'u', quiet: 'true' }],
    ['with a flag with the dash that phones make of two', 'feeds add —quiet u', { url: 'u', quiet: 'true' }],
    ['with a flag that is on', 'feeds add u quiet:yes', { url: 'u', quiet: 'true' }],
    ['with a flag that is off', 'feeds add u quiet:false', { url: 'u' }],
    ['with a choice in another case', 'feeds add u pace:DAILY', { url: 'u', pace: 'Daily' }],
    ['with a name before a last option', 'feeds create topic:t A title', { topic: 't', title: 'A title' }],
    ['with a name after a last option', 'feeds create t A title topic:u', { topic: 'u', title: 't A title' }],
    [
      'with a flag after a last option',
      'feeds create t A title --quiet',
      { topic: 't', title: 'A title', quiet: 'true' },
    ],
    [
      'with a last option that ends like a flag',
      'feeds create t All quiet',
      { topic: 't', title: 'All quiet' },
    ],
  ])('%s', (_how, line, options) => {
    expect(read(line)).toEqual(options);
  });
});

describe('a line that is none says what to do', () => {
  it.each([
    ['', 'Type a command, for example /storywatch help.'],
    ['/', 'Type a command, for example /storywatch help.'],
    ['/weather', 'There is no command /weather. See /storywatch help.'],
    ['/sotry x', 'There is no command /sotry. Did you mean /story?'],
    ['/feeds', '/feeds needs one of: add, list, create.'],
    ['/feeds lsit', '/feeds has no "lsit". Did you mean /feeds list?'],
    ['/feeds sing', '/feeds has no "sing". It has: add, list, create.'],
    ['/story', 'The name is missing. Usage: /story <name>'],
    ['/story ""', 'The name is missing. Usage: /story <name>'],
    ['/feeds list all', '"all" is one word too many. Usage: /feeds list'],
  ])('%j', (line, message) => {
    expect(read(line)).toBe(message);
  });

  it.each([
    ['feeds add u every:soon', 'every must be a whole number, not "soon".'],
    ['feeds add u every:-5', 'every must be a whole number, not "-5".'],
    ['feeds add u pace:weekly', 'pace must be one of each, Daily, not "weekly".'],
    ['feeds add u quiet:maybe', 'quiet is on or off, not "maybe".'],
    [`feeds add ${'x'.repeat(41)}`, 'The url is longer than 40 characters.'],
  ])('%j, and how the command is used', (line, message) => {
    expect(read(line)).toBe(`${message} ${usage(feeds, addAction)}`);
  });
});

describe('the signature of a command', () => {
  it('shows what is needed in angle brackets and the rest in square ones', () => {
    expect(signature(feeds, addAction)).toBe(
      '/feeds add <url> [title:<title>] [every:<every>] [pace:<each|Daily>] [quiet]',
    );
    expect(signature(story, storyAction)).toBe('/story <name>');
  });
});

describe('the words of a line', () => {
  it('know where they start and whether they were quoted', () => {
    expect(splitWords('a "b c" d:"e f" "g')).toEqual([
      { text: 'a', quoted: false, at: 0 },
      { text: 'b c', quoted: true, at: 2 },
      { text: 'd:e f', quoted: false, at: 8 },
      { text: 'g', quoted: true, at: 16 },
    ]);
  });
});
