import { setTimeout as wait } from 'node:timers/promises';
import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import type { CommandDesk } from '../../src/commands/desk.ts';
import type { Log } from '../../src/log.ts';
import { say } from '../../src/messages/message.ts';
import type { Access } from './access.ts';
import type { Answers } from './answer.ts';
import { STRANGER } from './answer.ts';
import { BUTTON, MENU, menuLine, originOf, SHARE } from './controls.ts';
import { isOpen, openLine, originOfLine, typedText } from './line.ts';
import { linksIn } from './links.ts';
import {
  ADD_LINK,
  addLinkModal,
  answerIn,
  FILL_IN,
  fillInModal,
  linkIn,
  pickedType,
  PICKS,
  readOpened,
  toOptions,
} from './modals.ts';
import { actionSender, commandSender, shortcutSender, viewSender, whereabouts } from './sender.ts';

/** Callback of the message shortcut, as the manifest names it. */
export const ADD_TO_STORY = 'add-to-story';

export interface Parts {
  readonly desk: CommandDesk;
  readonly answers: Answers;
  readonly access: Access;
  readonly log: Log;
  readonly onReturn?: (() => void) | undefined;
}

/** Slack waits three seconds for a select's choices. */
const CHOICES_WITHIN_MS = 2_500;
const CHOICES = 100;

/** Hears every command of the registry, every control, modal and the shortcut. All acknowledge first, then work. */
export function listen(app: App, parts: Parts): void {
  for (const { name } of parts.desk.commands) listenToCommand(app, name, parts);
  listenToControls(app, parts);
  listenToChoices(app, parts);
  listenToModals(app, parts);
  listenToShortcut(app, parts);
  listenToReturns(app, parts);
}

/** Needs scopes and subscriptions that the manifest does not ask for; without them channels are asked now and then. */
function listenToReturns(app: App, { onReturn }: Parts): void {
  app.event('member_joined_channel', async ({ event, context }) => {
    if (event.user === context.botUserId) onReturn?.();
  });
  for (const unarchived of ['channel_unarchive', 'group_unarchive'] as const)
    app.event(unarchived, async () => onReturn?.());
}

function listenToCommand(app: App, name: string, { desk, answers }: Parts): void {
  app.command(`/${name}`, async ({ command, ack }) => {
    await ack();
    const line = `/${name} ${typedText(command.text ?? '')}`.trimEnd();
    const origin = originOfLine(desk.commands, line);
    await answers.answer(commandSender(command), { origin, ask: (caller) => desk.runLine(line, caller) });
  });
}

function listenToControls(app: App, parts: Parts): void {
  const { answers } = parts;
  app.action<BlockAction>(
    { type: 'block_actions', action_id: new RegExp(`^${BUTTON}\\.`, 'u') },
    async (args) => {
      await args.ack();
      if (args.payload.type === 'button') await press(args, args.payload.value ?? '', parts);
    },
  );
  app.action<BlockAction>(
    { type: 'block_actions', action_id: new RegExp(`^${MENU}\\.`, 'u') },
    async (args) => {
      await args.ack();
      const { payload } = args;
      if (payload.type === 'static_select')
        await press(args, menuLine(payload.action_id, payload.selected_option.value), parts);
    },
  );
  app.action<BlockAction>({ type: 'block_actions', action_id: SHARE }, async ({ ack, body, payload }) => {
    await ack();
    if (payload.type === 'button') await answers.share(actionSender(body), payload.value ?? '');
  });
}

interface Pressed {
  readonly body: BlockAction;
  readonly payload: { readonly block_id: string; readonly type: string };
  readonly client: App['client'];
}

/** Runs a control's line, or asks for what the line lacks. */
async function press(
  { body, payload, client }: Pressed,
  line: string,
  { desk, answers, access }: Parts,
): Promise<void> {
  const sender = actionSender(body);
  const open = isOpen(line) ? openLine(desk.commands, line) : undefined;
  if (open && access.welcome(sender)) {
    await client.views.open({ trigger_id: body.trigger_id, view: fillInModal(line, open, sender) });
    return;
  }
  const origin = originOfLine(desk.commands, line);
  // A page turns in place, and so does a menu that asks what was meant; any other answer leaves the message as it is.
  const turns = origin !== undefined && origin === originOf(payload.block_id);
  const mine = body.container.is_ephemeral === true;
  await answers.answer(sender, {
    origin,
    replace: mine && turns,
    ask: (caller) => desk.runLine(line, caller),
  });
}

function listenToChoices(app: App, { desk, access, log }: Parts): void {
  app.options(PICKS, async ({ options, ack }) => {
    const type = pickedType(options.action_id);
    if (type === undefined || !access.welcome(whereabouts(options))) return ack({ options: [] });
    const nothing = wait(CHOICES_WITHIN_MS, [], { ref: false });
    try {
      const found = await Promise.race([desk.complete(type, options.value, CHOICES), nothing]);
      await ack({ options: toOptions(found) });
    } catch (error) {
      log.error({ err: error, type }, 'no choices for a slack menu');
      await ack({ options: [] });
    }
  });
}

function listenToModals(app: App, { desk, answers }: Parts): void {
  app.view<ViewSubmitAction>(FILL_IN, async ({ ack, body, view }) => {
    await ack();
    const opened = readOpened(view);
    const open = openLine(desk.commands, opened.line ?? '');
    if (!open) return;
    const options = { ...open.given, [open.missing.name]: answerIn(view) };
    await answers.answer(viewSender(body, opened), {
      origin: `/${open.command} ${open.action}`.trim(),
      ask: (caller) => desk.run(open.command, open.action, options, caller),
    });
  });
  app.view<ViewSubmitAction>(ADD_LINK, async ({ ack, body, view }) => {
    await ack();
    const options = { story: answerIn(view), url: linkIn(view) ?? '' };
    await answers.answer(viewSender(body, readOpened(view)), {
      ask: (caller) => desk.run('stories', 'add', options, caller),
    });
  });
}

function listenToShortcut(app: App, { answers, access }: Parts): void {
  app.shortcut({ type: 'message_action', callback_id: ADD_TO_STORY }, async ({ ack, shortcut, client }) => {
    await ack();
    const sender = shortcutSender(shortcut);
    if (!access.welcome(sender)) return answers.tell(sender, STRANGER);
    const links = linksIn(shortcut.message);
    if (links.length === 0)
      return answers.tell(
        sender,
        say('There is no web address in that message, so there is nothing to add.', 'warning'),
      );
    await client.views.open({ trigger_id: shortcut.trigger_id, view: addLinkModal(links, sender) });
  });
}
