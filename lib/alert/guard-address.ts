import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/**
 * IPv4 blocks that no public server has: private, loopback, link-local, shared, reserved, documentation, multicast
 * (IANA special-purpose registry), and the metadata addresses of clouds that lie elsewhere.
 */
const closed4 = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8], ["10.0.0.0", 8], ["100.64.0.0", 10], ["127.0.0.0", 8], ["169.254.0.0", 16], ["172.16.0.0", 12], ["192.0.0.0", 24], ["192.0.2.0", 24],
  ["192.88.99.0", 24], ["192.168.0.0", 16], ["198.18.0.0", 15], ["198.51.100.0", 24], ["203.0.113.0", 24], ["224.0.0.0", 4], ["240.0.0.0", 4], ["168.63.129.16", 32],
] as const) closed4.addSubnet(net, bits, "ipv4");

/** IPv6: only global unicast is public, less documentation and the tunnels that carry an IPv4 address within. */
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");
const closed6 = new BlockList();
for (const [net, bits] of [["2001::", 23], ["2001:db8::", 32], ["2002::", 16], ["3fff::", 20]] as const) closed6.addSubnet(net, bits, "ipv6");

/** @param address IPv4 or IPv6, without brackets and zone */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed4.check(address, "ipv4");
  return family === 6 && global6.check(address, "ipv6") && !closed6.check(address, "ipv6");
}

/** The address is not one that alerts may be sent to. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
  constructor(readonly host: string, readonly address: string) {
    super(`${host} leads to ${address}, which is not a public address. Set TIDEMARK_ALERT_ALLOW_PRIVATE=1 where the workers and the app run to allow it.`);
  }
}

export interface GuardedHost {
  addresses: LookupAddress[];
  /** Gives exactly these addresses, so that a name that changes between the check and the connection gains nothing. */
  lookup: LookupFunction;
}

type Resolve = (host: string, done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;
const bySystem: Resolve = (host, done) => systemLookup(host, { all: true, verbatim: true }, done);

/**
 * Resolves a host once, for checking and for connecting.
 * @param host name or address, as `URL.hostname` gives it
 * @throws AddressRefused if any of its addresses is not public and that is not allowed; the resolver's error if it has none
 */
export async function guardAddress(host: string, options: { allowPrivate: boolean; resolve?: Resolve }): Promise<GuardedHost> {
  const bare = host.replace(/^\[|\]$/g, "");
  const addresses = await new Promise<LookupAddress[]>((done, fail) => (options.resolve ?? bySystem)(bare, (error, found) => (error ? fail(error) : done(found))));
  const closed = addresses.find(({ address }) => !isPublicAddress(address));
  if (closed && !options.allowPrivate) throw new AddressRefused(bare, closed.address);
  const lookup: LookupFunction = (_host, wanted, callback) => {
    if (wanted.all) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
  return { addresses, lookup };
}
