import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** A fetch was refused because of where it would have gone. */
export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  readonly code = 'REFUSED_ADDRESS';
}

/** Says whether an IP address may be connected to. */
export type AddressGuard = (address: string) => boolean;

/**
 * A guard that lets public unicast addresses through, and whatever lies in `allow` (CIDR ranges or single addresses).
 * IPv4 inside IPv6 (mapped, translated, NAT64, 6to4) is judged by the IPv4 address.
 *
 * @throws Error when a range cannot be read.
 */
export function createAddressGuard(allow: readonly string[]): AddressGuard {
  const ranges = allow.map((range) => parseRange(range));
  return (text) => {
    const address = parse(text);
    if (address === null) return false;
    const inner = embedded(address);
    const forms = inner === null ? [address] : [address, inner];
    if (forms.some((form) => ranges.some((range) => contains(range, form)))) return true;
    return isPublic(inner ?? address);
  };
}

interface Range {
  readonly base: Address;
  readonly bits: number;
}

function parseRange(text: string): Range {
  const range = text.trim();
  try {
    if (range.includes('/')) {
      const [base, bits] = ipaddr.parseCIDR(range);
      return { base, bits };
    }
    const base = ipaddr.parse(range);
    return { base, bits: base.kind() === 'ipv4' ? 32 : 128 };
  } catch (error) {
    throw new Error(`“${range}” is not an address range such as 10.0.0.0/8`, { cause: error });
  }
}

function contains({ base, bits }: Range, address: Address): boolean {
  return base.kind() === address.kind() && address.match(base, bits);
}

function parse(text: string): Address | null {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return ipaddr.isValid(bare) ? ipaddr.parse(bare) : null;
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  // Global unicast is 2000::/3; what lies outside is unassigned and only reachable by a network's own arrangement.
  return address.kind() === 'ipv4' || address.match(ipaddr.IPv6.parse('2000::'), 3);
}

const EMBEDDING: readonly (readonly [string, number, number])[] = [
  ['::ffff:0:0', 96, 12],
  ['::ffff:0:0:0', 96, 12],
  ['64:ff9b::', 96, 12],
  ['::', 96, 12],
  ['2002::', 16, 2],
];

/** The IPv4 address an IPv6 one stands for, or null. */
function embedded(address: Address): ipaddr.IPv4 | null {
  if (!(address instanceof ipaddr.IPv6)) return null;
  const found = EMBEDDING.find(([prefix, bits]) => address.match(ipaddr.IPv6.parse(prefix), bits));
  if (found === undefined) return null;
  const bytes = address.toByteArray().slice(found[2], found[2] + 4);
  return new ipaddr.IPv4(bytes);
}
