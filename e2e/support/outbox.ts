// The mail that the sandbox shows instead of sending it on.

import { expect } from "@playwright/test";

import type { Server } from "./server.ts";

export interface Mail {
  recipients: string[];
  from: string;
  subject: string;
  text: string;
}

/** Mail to one address, newest first. */
export async function mailTo(server: Server, address: string): Promise<Mail[]> {
  const answer = await fetch(`${server.sandboxOrigin}/outbox.json`);
  const all = (await answer.json()) as Mail[];
  return all.filter(({ recipients }) => recipients.includes(address));
}

/** The code in the newest mail to an address; waits until there is one. */
export async function codeFor(server: Server, address: string): Promise<string> {
  await expect.poll(async () => (await mailTo(server, address)).length, { message: `a mail to ${address}` }).toBeGreaterThan(0);
  const [mail] = await mailTo(server, address);
  return /^\d{8}$/m.exec(mail?.text ?? "")?.[0] ?? "";
}
