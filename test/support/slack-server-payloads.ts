// What Slack sends when a person does something, with the fields its documents show.

const team = { id: 'T1', domain: 'newsroom' };
const user = { id: 'U1', username: 'ada', name: 'ada', team_id: 'T1' };
const channel = { id: 'C1', name: 'general' };

let triggers = 0;
const trigger = (): string => `trigger-${(triggers += 1)}`;

export interface Overrides {
  readonly [field: string]: unknown;
}

export const slashCommand = (command: string, text: string, responseUrl: string, more: Overrides = {}) => ({
  token: 'legacy',
  team_id: 'T1',
  team_domain: 'newsroom',
  channel_id: 'C1',
  channel_name: 'general',
  user_id: 'U1',
  user_name: 'ada',
  command,
  text,
  api_app_id: 'A1',
  is_enterprise_install: 'false',
  response_url: responseUrl,
  trigger_id: trigger(),
  ...more,
});

const interaction = (responseUrl: string) => ({
  user,
  api_app_id: 'A1',
  token: 'legacy',
  team,
  channel,
  enterprise: null,
  is_enterprise_install: false,
  trigger_id: trigger(),
  response_url: responseUrl,
});

/** A control as it stands in rendered blocks. */
export interface Control {
  readonly blockId: string;
  readonly element: Readonly<Record<string, unknown>>;
}

/** The first control with this label among blocks; a menu is found by its placeholder. */
export function control(blocks: unknown, label: string): Control {
  for (const block of blocks as { block_id?: string; elements?: Record<string, unknown>[] }[])
    for (const element of block.elements ?? []) {
      const shown = (element.text ?? element.placeholder) as { text?: string } | undefined;
      if (shown?.text === label && typeof element.action_id === 'string')
        return { blockId: block.block_id ?? 'made-up', element };
    }
  throw new Error(`no control "${label}" in ${JSON.stringify(blocks)}`);
}

/** Pressing a button or choosing an option, on a message everyone sees or one only the person sees. */
export const press = (
  { blockId, element }: Control,
  responseUrl: string,
  how: { ephemeral?: boolean; choose?: string; threadTs?: string; more?: Overrides } = {},
) => ({
  type: 'block_actions',
  ...interaction(responseUrl),
  container: {
    type: 'message',
    message_ts: '1700000000.000100',
    channel_id: 'C1',
    is_ephemeral: how.ephemeral === true,
    ...(how.threadTs && { thread_ts: how.threadTs }),
  },
  actions: [
    {
      type: element.type,
      block_id: blockId,
      action_id: element.action_id,
      action_ts: '1700000001.000100',
      ...(element.type === 'static_select'
        ? { selected_option: chosen(element, how.choose ?? '') }
        : { text: element.text, value: element.value }),
    },
  ],
  ...how.more,
});

function chosen(element: Readonly<Record<string, unknown>>, label: string): unknown {
  const options = element.options as { text: { text: string } }[];
  return options.find(({ text }) => text.text === label);
}

export const messageShortcut = (
  callbackId: string,
  message: Overrides,
  responseUrl: string,
  more: Overrides = {},
) => ({
  type: 'message_action',
  ...interaction(responseUrl),
  callback_id: callbackId,
  action_ts: '1700000001.000100',
  message_ts: '1700000000.000100',
  message: { type: 'message', user: 'U2', ts: '1700000000.000100', ...message },
  ...more,
});

/** Sending a modal off; `values` by block id. */
export const viewSubmission = (
  view: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, { readonly type: string; readonly said: string }>>,
) => {
  const { response_url: _none, channel: _nowhere, ...rest } = interaction('');
  return {
    type: 'view_submission',
    ...rest,
    view: { id: 'V1', ...view, state: { values: stateOf(values) } },
  };
};

function stateOf(
  values: Readonly<Record<string, { readonly type: string; readonly said: string }>>,
): unknown {
  const entries = Object.entries(values).map(([blockId, { type, said }]) => {
    const text = { type: 'plain_text', text: said };
    const state =
      type === 'plain_text_input' ? { type, value: said } : { type, selected_option: { text, value: said } };
    return [blockId, { any: state }];
  });
  return Object.fromEntries(entries);
}

export const blockSuggestion = (actionId: string, typed: string, more: Overrides = {}) => ({
  type: 'block_suggestion',
  user,
  team,
  api_app_id: 'A1',
  token: 'legacy',
  action_id: actionId,
  block_id: 'answer',
  value: typed,
  container: { type: 'view', view_id: 'V1' },
  ...more,
});
