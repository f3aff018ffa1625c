import { ComponentType, type APIEmbed, type ButtonInteraction } from 'discord.js';
import { fill } from './answers.ts';
import { SHARE_ID, type Row } from './components.ts';
import { NO_MENTIONS, type MessageBody, type PayloadFile } from './render.ts';

const PICTURE_TIMEOUT_MS = 5_000;
/** Our charts are a few kilobytes. */
const MAX_PICTURE_BYTES = 1_000_000;

/**
 * Shows a private answer to the whole channel: the same embeds and buttons, and who shared it. All of it is taken from
 * the message itself, so it works after a restart and runs no command twice.
 */
export async function share(press: ButtonInteraction): Promise<void> {
  await press.deferReply();
  const shown = await Promise.all(press.message.embeds.map(async ({ data }, index) => copyOf(data, index)));
  const files = shown.flatMap(({ file }) => file ?? []);
  const body: MessageBody = {
    content: `-# Shared by <@${press.user.id}>`,
    embeds: shown.map(({ embed }) => embed),
    components: rowsWithoutShare(press),
    allowed_mentions: NO_MENTIONS,
    attachments: files.map(({ name }, id) => ({ id: String(id), filename: name, description: '' })),
  };
  await fill(press, body, files);
}

/** The parts of an embed that were ours; Discord adds others that it does not take back. */
async function copyOf(
  data: Readonly<APIEmbed>,
  index: number,
): Promise<{ embed: APIEmbed; file?: PayloadFile }> {
  const { title, url, description, color, fields } = data;
  const embed: APIEmbed = {
    ...(title === undefined ? {} : { title }),
    ...(url === undefined ? {} : { url }),
    ...(description === undefined ? {} : { description }),
    ...(color === undefined ? {} : { color }),
    ...(fields === undefined
      ? {}
      : { fields: fields.map(({ name, value, inline }) => ({ name, value, inline: inline ?? false })) }),
  };
  const picture = data.image && (await download(data.image.url));
  if (!picture) return { embed };
  // Private attachments vanish with their message, so the picture is uploaded anew.
  const name = `volume-${index + 1}.png`;
  return {
    embed: { ...embed, image: { url: `attachment://${name}` } },
    file: { name, data: picture, contentType: 'image/png' },
  };
}

/** The picture, or undefined when it cannot be had: the text holds the same figures. */
async function download(url: string): Promise<Buffer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PICTURE_TIMEOUT_MS) });
    const length = Number(response.headers.get('content-length') ?? 0);
    if (!response.ok || length > MAX_PICTURE_BYTES) {
      await response.body?.cancel();
      return undefined;
    }
    const bytes = Buffer.from(await response.arrayBuffer());
    return bytes.length > 0 && bytes.length <= MAX_PICTURE_BYTES ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function rowsWithoutShare(press: ButtonInteraction): Row[] {
  return press.message.components.flatMap((row): Row[] => {
    if (row.type !== ComponentType.ActionRow) return [];
    const components = row.components.flatMap((each): Row['components'] => {
      const json = each.toJSON();
      const ours = json.type === ComponentType.Button || json.type === ComponentType.StringSelect;
      return ours && 'custom_id' in json && json.custom_id !== SHARE_ID ? [json] : [];
    });
    return components.length === 0 ? [] : [{ type: ComponentType.ActionRow, components }];
  });
}
