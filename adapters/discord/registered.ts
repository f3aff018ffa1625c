// Discord answers with commands in its own form: ids and versions added, defaults written out or left out, permissions
// as text. Both sides are brought to one form before they are compared.

type Json = Readonly<Record<string, unknown>>;

/** Whether what Discord has registered is what is wanted, whatever the order of the commands. */
export function sameCommands(registered: unknown, wanted: readonly object[]): boolean {
  return Array.isArray(registered) && canonical(registered) === canonical(wanted);
}

function canonical(commands: readonly unknown[]): string {
  const known = commands.map((command) => essence(command, COMMAND_KEYS));
  return JSON.stringify(known.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)));
}

const COMMAND_KEYS = [
  'type',
  'name',
  'description',
  'default_member_permissions',
  'contexts',
  'options',
] as const;
const OPTION_KEYS = [
  'type',
  'name',
  'description',
  'required',
  'autocomplete',
  'choices',
  'min_value',
  'max_value',
  'min_length',
  'max_length',
  'options',
] as const;
const CHOICE_KEYS = ['name', 'value'] as const;

function essence(value: unknown, keys: readonly string[]): Json {
  if (typeof value !== 'object' || value === null) return {};
  const entries = new Map<string, unknown>(Object.entries(value));
  return Object.fromEntries(
    keys.flatMap((key) => {
      const kept = inner(key, entries.get(key));
      return isDefault(kept) ? [] : [[key, kept]];
    }),
  );
}

function inner(key: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (key === 'options') return value.map((option) => essence(option, OPTION_KEYS));
  if (key === 'choices') return value.map((choice) => essence(choice, CHOICE_KEYS));
  return value;
}

/** Left out or written out, these mean the same to Discord. */
function isDefault(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === false ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}
