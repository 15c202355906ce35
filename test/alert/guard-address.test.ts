import { describe, expect, test } from "vitest";
import { AddressRefused, guardAddress, isPublicAddress } from "@/lib/alert/guard-address";

describe("an address", () => {
  test.each([
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
    "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.0.2.1", "198.51.100.7", "203.0.113.9",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "100::1",
    "", "example.org", "1.2.3",
  ])("%s is not public", (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(["1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "169.253.0.1", "2606:4700:4700::1111", "2a00:1450::1", "2001:4860:4860::8888"])(
    "%s is public", (address) => expect(isPublicAddress(address)).toBe(true),
  );
});

describe("a host", () => {
  test("that leads to a private address is refused, however it is written", async () => {
    for (const written of ["127.0.0.1", "localhost", "127.1", "0x7f.1", "2130706433", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"]) {
      const { hostname } = new URL(`http://${written}/`);
      await expect([written, await guardAddress(hostname, { allowPrivate: false }).catch((error: unknown) => error)]).toEqual([written, expect.any(AddressRefused)]);
    }
  });

  test("with one private address among public ones is refused", async () => {
    const resolve = (_: string, done: (error: null, found: { address: string; family: number }[]) => void) =>
      done(null, [{ address: "1.1.1.1", family: 4 }, { address: "10.0.0.1", family: 4 }]);
    await expect(guardAddress("two.example", { allowPrivate: false, resolve })).rejects.toThrow("two.example leads to 10.0.0.1");
  });

  test("is looked up once: the connection uses the address that was checked", async () => {
    let asked = 0;
    const answers = ["1.1.1.1", "127.0.0.1"];
    const { lookup } = await guardAddress("rebinding.example", {
      allowPrivate: false,
      resolve: (_, done) => done(null, [{ address: answers[asked++]!, family: 4 }]),
    });
    const got = await Promise.all([
      new Promise((done) => lookup("rebinding.example", { all: true }, (_, addresses) => done(addresses))),
      new Promise((done) => lookup("rebinding.example", {}, (_, address, family) => done([{ address, family }]))),
    ]);
    expect(got).toEqual([[{ address: "1.1.1.1", family: 4 }], [{ address: "1.1.1.1", family: 4 }]]);
    expect(asked).toBe(1);
  });

  test("is let through where the setting allows it", async () => {
    expect((await guardAddress("127.0.0.1", { allowPrivate: true })).addresses).toEqual([{ address: "127.0.0.1", family: 4 }]);
  });
});
