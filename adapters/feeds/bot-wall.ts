import { header, type Headers } from './freshness.ts';

interface Wall {
  readonly name: string;
  readonly headers?: (headers: Headers) => boolean;
  readonly page?: RegExp;
}

const has = (name: string, value?: RegExp) => (headers: Headers) => {
  const found = header(headers, name);
  return found !== null && (value === undefined || value.test(found));
};

// Each sign is one that the vendor's challenge pages carry and its ordinary pages do not.
const WALLS: readonly Wall[] = [
  { name: 'Cloudflare', headers: has('cf-mitigated', /challenge/i) },
  {
    name: 'Cloudflare',
    page: /<title>\s*(?:Just a moment\.\.\.|Attention Required! \| Cloudflare)|cdn-cgi\/challenge-platform\/h\/|cf[-_]chl[-_]|cf-browser-verification/i,
  },
  {
    name: 'Vercel',
    headers: has('x-vercel-mitigated', /challenge|deny/i),
    page: /<title>\s*Vercel Security Checkpoint/i,
  },
  {
    name: 'AWS WAF',
    headers: has('x-amzn-waf-action', /challenge|captcha/i),
    page: /awswaf\.com\/[^"']*challenge/i,
  },
  {
    name: 'DataDome',
    headers: has('x-dd-b'),
    page: /geo\.captcha-delivery\.com|captcha-delivery\.com\/captcha/i,
  },
  { name: 'PerimeterX', page: /\bpx-captcha\b|captcha\.px-cdn\.net|window\._pxAppId/i },
  { name: 'Imperva', page: /_Incapsula_Resource|Incapsula incident ID/i },
  {
    name: 'Akamai',
    page: /errors\.edgesuite\.net|<title>\s*Access Denied\s*<\/title>[\s\S]{0,600}Reference\s*#/i,
  },
  { name: 'Sucuri', page: /Sucuri WebSite Firewall|sucuri_cloudproxy_js/i },
  { name: 'DDoS-Guard', page: /<title>\s*DDoS-Guard\s*<\/title>|\/\.well-known\/ddos-guard\//i },
  { name: 'Anubis', page: /Making sure you(?:&#39;|'|’)re not a bot|\/\.within\.website\/x\/cmd\/anubis/i },
  {
    name: 'a captcha',
    page: /<title>[^<]*(?:captcha|are you (?:a )?(?:human|robot)|robot check|bot verification)[^<]*<\/title>/i,
  },
];

/** The name of the bot wall that sent this answer instead of the server's own, or null. */
export function botWall(headers: Headers, page: string): string | null {
  const wall = WALLS.find(
    ({ headers: sign, page: pattern }) => (sign?.(headers) ?? false) || (pattern?.test(page) ?? false),
  );
  return wall?.name ?? null;
}

const PORTAL =
  /captive[\s_-]?portal|hotspot|wi-?fi[^<]{0,40}(?:log|sign)[\s-]?in|(?:log|sign)[\s-]?in[^<]{0,40}(?:wi-?fi|network)|<WISPAccessGatewayParam/i;

/** Whether a web page is a network's login page rather than the publisher's. */
export function isCaptivePortal(page: string): boolean {
  return PORTAL.test(page);
}

/** The title of a web page on one line, or null. */
export function pageTitle(page: string): string | null {
  const title = /<title[^>]*>([^<]{1,300})/i.exec(page)?.[1]?.replace(/\s+/g, ' ').trim();
  return title === undefined || title === '' ? null : title;
}
