// What a cheap phone feels of a long list.

import { invoiceFor } from "../support/invoices.ts";
import { longestTasks, slowness } from "../support/tasks.ts";
import { expect, test } from "../support/test.ts";

// A recorder of the page would be measured with it.
test.use({ trace: "off" });

/** How many times slower a cheap phone's processor is, and the milliseconds after which a person feels a page stick. */
const slower = 4;
const felt = 50;

test("a thousand invoices scroll and filter without a task of more than 50 ms on a slow phone", async ({ page, portal, merchant }) => {
  test.slow();
  await page.setViewportSize({ width: 412, height: 823 });
  const customer = await merchant.customerWith();
  const all = Array.from({ length: 1_000 }, (_, index) => index);
  // A few at a time: they wait for each other in the billing system anyway.
  const makers = Array.from({ length: 8 }, async () => {
    while (all.pop() !== undefined) await invoiceFor(merchant, customer.id);
  });
  await Promise.all(makers);
  await portal.open(merchant, customer.id);
  await page.getByRole("link", { name: portal.words("invoices.all"), exact: true }).click();
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(25);
  // Looking for roles costs the page's own time, and on a slow phone a lot of it: what is pressed and waited for is looked
  // up in the document while the page is measured.
  const scrollAndFilter = async (more: string) => {
    // No busier than a person: a page that is asked to draw in every frame has no time of its own.
    const pause = () => new Promise((done) => setTimeout(done, 50));
    const rows = () => document.querySelectorAll("main li > a[href^='/invoices/']").length;
    const until = async (count: number) => {
      while (rows() !== count) await pause();
    };
    const search = (text: string) => {
      const field = document.querySelector<HTMLInputElement>("main input[type=search]");
      if (!field) throw new Error("there is no search field");
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    for (let shown = 25; shown < 200; shown += 25) {
      const button = [...document.querySelectorAll("main button")].find((one) => one.textContent?.includes(more));
      if (!(button instanceof HTMLElement)) throw new Error("there is no button for more");
      button.click();
      await until(shown + 25);
      window.scrollBy(0, 2_000);
      await pause();
      // The button may take a moment until it can be pressed again.
      while (button.isConnected && button.getAttribute("aria-busy") === "true") await pause();
    }
    search("0999");
    await until(1);
    search("");
    await until(25);
  };
  const tasks = await longestTasks(page, () => page.evaluate(scrollAndFilter, portal.words("invoice_search.more")));
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(25);
  const most = (felt / slower) * (await slowness(page));
  console.log(`1,000 invoices: the longest tasks worked ${tasks.slice(0, 5).join(", ")} ms; at most ${most} ms here`);
  expect(tasks.length).toBeGreaterThan(100);
  expect(tasks.filter((time) => time > most)).toEqual([]);
});
