import { randomBytes } from "node:crypto";

/**
 * Letters that nothing else has. No digits: of any 13 in a row, one in ten passes for a card's number, and is refused as
 * one, so that a test that made its names of the time failed every now and then.
 */
export function unique(): string {
  return [...randomBytes(16)].map((byte) => String.fromCharCode(97 + (byte % 26))).join("");
}
