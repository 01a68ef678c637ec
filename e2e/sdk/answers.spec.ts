// The check of types itself: an answer that is not what the SDK declares must be noticed.

import { Answers } from "./support/answers.ts";
import { openProxy } from "./support/proxy.ts";
import { expect, sdkFor, test } from "./support/test.ts";

test("an answer with a member missing, one too many, or one of another kind is noticed", async ({ server }) => {
  const proxy = await openProxy(server.port);
  const changes: [string, (customer: Record<string, unknown>) => void][] = [
    ["nothing", () => {}],
    ["missing", (customer) => delete customer["livemode"]],
    ["too many", (customer) => (customer["cards"] = 2)],
    ["mistyped", (customer) => (customer["created"] = "2026-11-26")],
    ["not null", (customer) => (customer["metadata"] = null)],
    ["deeper", (customer) => (customer["invoice_settings"] = { footer: null })],
    ["no such value", (customer) => (customer["object"] = "client")],
  ];
  const heard: Record<string, string[]> = {};
  for (const [name, change] of changes) {
    proxy.course = async (_, deliver) => {
      const passed = await deliver();
      const customer = JSON.parse(passed.body.toString()) as Record<string, unknown>;
      change(customer);
      return { ...passed, body: Buffer.from(JSON.stringify(customer)) };
    };
    const answers = new Answers();
    await answers.watch(sdkFor(proxy)).customers.create({ name: "Robin" });
    heard[name] = answers.faults();
  }
  await proxy.close();
  expect(heard["nothing"]).toEqual([]);
  expect(heard["missing"]).toEqual([expect.stringMatching(/'livemode' is missing/)]);
  expect(heard["too many"]).toEqual([expect.stringMatching(/'"cards"' does not exist in type 'Customer/)]);
  for (const name of ["mistyped", "not null", "deeper", "no such value"]) expect(heard[name], name).toHaveLength(1);
});
