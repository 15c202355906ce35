import { randomBytes } from "node:crypto";

/** A new identifier: 25 characters of [0-9a-z], 48 bits of time then 80 random bits, so that ids sort by age. */
export function newId(): string {
  const value = (BigInt(Date.now()) << 80n) | BigInt(`0x${randomBytes(10).toString("hex")}`);
  return value.toString(36).padStart(25, "0");
}
