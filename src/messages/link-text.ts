/**
 * The site that a link goes to, where its text names another one: `https://bank.example` over a link to `evil.example`.
 * Renderers then show it beside the text instead of linking the text.
 */
export function otherHost(text: string, link: string): string | undefined {
  const host = bare(new URL(link).hostname);
  const named = namedHost(text);
  return named === undefined || named === host ? undefined : host;
}

function namedHost(text: string): string | undefined {
  const found =
    /(?:https?:\/\/|www\.)([^\s/?#:]+)/iu.exec(text)?.[1] ??
    /^([\w-]+(?:\.[\w-]+)+)(?:\/\S*)?$/u.exec(text.trim())?.[1];
  return found === undefined ? undefined : bare(found);
}

const bare = (host: string): string => host.toLowerCase().replace(/^www\./u, '');
