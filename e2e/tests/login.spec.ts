import type { Locator, Page } from "@playwright/test";

import { expectAccessible } from "../support/axe.ts";
import type { Merchant } from "../support/merchant.ts";
import { codeFor, mailTo } from "../support/outbox.ts";
import { Portal } from "../support/portal.ts";
import { expect, test } from "../support/test.ts";

const refused = /Failed to load resource.*(401|404|410|422)/;

/** An address of this test's own: limits are per address. */
function address(name: string): string {
  return `${name}.${crypto.randomUUID().slice(0, 8)}@example.com`;
}

/** Switches the login link of the default configuration on. */
async function loginLink(merchant: Merchant): Promise<string> {
  const { data } = await merchant.stripe.billingPortal.configurations.list({ is_default: true });
  const changed = await merchant.stripe.billingPortal.configurations.update(data[0]?.id ?? "", { login_page: { enabled: true } });
  return changed.login_page.url ?? "";
}

async function subscriber(merchant: Merchant, name: string): Promise<{ id: string; email: string }> {
  const email = address(name);
  const { id } = await merchant.customerWith({ email, subscriptions: [{}] });
  return { id, email };
}

class LoginPage {
  readonly portal: Portal;

  constructor(portal: Portal) {
    this.portal = portal;
  }

  get page(): Page {
    return this.portal.page;
  }

  field(key: "email" | "code"): Locator {
    return this.page.getByRole("textbox", { name: this.portal.words(`login.${key}`), exact: true });
  }

  button(key: string): Locator {
    return this.page.getByRole("button", { name: this.portal.words(`login.${key}`), exact: true });
  }

  heading(key: string): Locator {
    return this.page.getByRole("heading", { level: 1, name: this.portal.words(`login.${key}`), exact: true });
  }

  async ask(email: string): Promise<void> {
    await this.field("email").fill(email);
    await this.button("send").click();
    await expect(this.heading("code_title")).toBeFocused();
  }
}

/** Another code than this one. */
function wrong(code: string): string {
  return `${code.slice(0, 7)}${(Number(code[7]) + 1) % 10}`;
}

test("an address, a code by mail, and in; the address cannot be changed then", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(refused);
  const { email } = await subscriber(merchant, "jane");
  const login = new LoginPage(portal);
  await page.goto(await loginLink(merchant));
  await expect(login.heading("title")).toBeVisible();
  await expect(page).toHaveTitle(`${portal.words("login.title")} – Fernhill Studio`);
  await login.ask(email);
  await expect(page.getByRole("main")).toContainText(email);

  const code = await codeFor(merchant.server, email);
  const [mail] = await mailTo(merchant.server, email);
  expect(mail?.from).toBe("Fernhill Studio <billing@fernhill.example>");
  expect(mail?.subject).not.toContain(code);

  await login.field("code").fill(wrong(code));
  await login.button("enter").click();
  await expect(login.field("code")).toBeFocused();
  await expect(login.field("code")).toHaveAttribute("aria-invalid", "true");
  await expect(login.field("code")).toHaveAccessibleDescription(new RegExp(portal.words("login.code_wrong")));

  // Pasted as people paste: with a space inside and around.
  await login.field("code").fill(` ${code.slice(0, 4)} ${code.slice(4)} `);
  await login.button("enter").click();
  await expect(portal.paymentMethods).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/");
  const answer = await page.request.get(`${merchant.server.origin}/api/session`);
  const opened = (await answer.json()) as { features: { customer_update: string[] } };
  expect(opened.features.customer_update).not.toContain("email");
});

test("nothing tells an unknown address from a known one, and five wrong codes are enough", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(refused);
  const known = await subscriber(merchant, "known");
  const unknown = address("unknown");
  const login = new LoginPage(portal);
  const link = await loginLink(merchant);
  const seen: string[] = [];
  for (const email of [known.email, unknown]) {
    await page.context().clearCookies();
    await page.goto(link);
    await login.ask(email);
    // What is entered while the letter is still being written is no try: the fifth would be the fourth then.
    if (email === known.email) {
      await codeFor(merchant.server, known.email);
    } else {
      // What is done out of band for the unknown address has been done once this one's mail is there.
      const later = await subscriber(merchant, "later");
      const other = await page.context().browser()?.newPage();
      const second = new LoginPage(new Portal(other ?? page));
      await second.page.goto(link);
      await second.ask(later.email);
      await codeFor(merchant.server, later.email);
      await other?.close();
    }
    for (let attempt = 1; attempt <= 5; attempt++) {
      await login.field("code").fill("00000000");
      // The words of the attempt before are the same: what counts is the answer to this one.
      const answered = page.waitForResponse("**/api/login/code");
      await login.button("enter").click();
      await answered;
      const text = portal.words(attempt < 5 ? "login.code_wrong" : "login.code_spent");
      await expect(login.field("code")).toHaveAccessibleDescription(new RegExp(text));
      await expect(login.button("enter")).not.toHaveAttribute("aria-busy", "true");
    }
    seen.push((await page.getByRole("main").ariaSnapshot()).replaceAll(email, "…"));
  }
  expect(seen[0]).toBe(seen[1]);
  expect(await mailTo(merchant.server, unknown)).toEqual([]);
});

test("the link prefills the address, and it can be changed", async ({ page, portal, merchant }) => {
  const { email } = await subscriber(merchant, "pre+filled");
  const login = new LoginPage(portal);
  await page.goto(`${await loginLink(merchant)}?prefilled_email=${encodeURIComponent("somebody@example.com")}`);
  await expect(login.field("email")).toHaveValue("somebody@example.com");
  await login.field("email").fill(email);
  await login.button("send").click();
  await login.field("code").fill(await codeFor(merchant.server, email));
  await login.button("enter").click();
  await expect(portal.paymentMethods).toBeVisible();
});

test("a new code can be asked for after a minute, and another address at any time", async ({ page, portal, merchant }) => {
  const { email } = await subscriber(merchant, "again");
  const login = new LoginPage(portal);
  await page.clock.install();
  await page.goto(await loginLink(merchant));
  await login.ask("mistyped@example.com");
  await login.button("other_address").click();
  await expect(login.heading("title")).toBeFocused();
  await expect(login.field("email")).toHaveValue("mistyped@example.com");
  await login.ask(email);
  const code = await codeFor(merchant.server, email);

  await expect(login.button("resend")).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByText(portal.words("login.wait"))).toBeVisible();
  await page.clock.fastForward("01:01");
  await expect(login.button("resend")).not.toHaveAttribute("aria-disabled", "true");
  await login.button("resend").click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(portal.words("login.sent_again"));
  await expect(login.button("resend")).toHaveAttribute("aria-disabled", "true");
  // By the server's clock it was too early: no second mail, and the first code still works.
  expect(await mailTo(merchant.server, email)).toHaveLength(1);
  await login.field("code").fill(code);
  await login.button("enter").click();
  await expect(portal.paymentMethods).toBeVisible();
});

test("everything with the keyboard", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(refused);
  const { email } = await subscriber(merchant, "keys");
  const login = new LoginPage(portal);
  await page.goto(await loginLink(merchant));
  await expect(login.heading("title")).toBeVisible();
  await login.field("email").focus();
  await page.keyboard.type("nobody");
  await page.keyboard.press("Enter");
  await expect(login.field("email")).toBeFocused();
  await expect(login.field("email")).toHaveAccessibleDescription(portal.words("login.email_wrong"));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(email);
  await page.keyboard.press("Enter");
  await expect(login.heading("code_title")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(login.field("code")).toBeFocused();
  await expect(login.field("code")).toHaveAttribute("autocomplete", "one-time-code");
  await expect(login.field("code")).toHaveAttribute("inputmode", "numeric");
  await page.keyboard.press("Enter");
  await expect(login.field("code")).toBeFocused();
  await expect(login.field("code")).toHaveAttribute("aria-invalid", "true");
  await page.keyboard.type(await codeFor(merchant.server, email));
  await page.keyboard.press("Enter");
  await expect(portal.paymentMethods).toBeVisible();
});

test("the language can be chosen before there is a session, and what was typed stays", async ({ page, portal, merchant }) => {
  const { email } = await subscriber(merchant, "sprache");
  await page.goto(await loginLink(merchant));
  const login = new LoginPage(portal);
  await login.field("email").fill(email);
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption("de");
  const german = new LoginPage(new Portal(page, "de"));
  await expect(german.heading("title")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(german.field("email")).toHaveValue(email);
  await german.button("send").click();
  await german.field("code").fill(await codeFor(merchant.server, email));
  const [mail] = await mailTo(merchant.server, email);
  expect(mail?.subject).toBe(german.portal.words("mail.code_subject", { merchant: "Fernhill Studio" }));
  await german.button("enter").click();
  await expect(german.portal.paymentMethods).toBeVisible();
});

for (const scheme of ["light", "dark"] as const) {
  for (const width of [320, 1280]) {
    test(`${scheme}, ${width} px: axe finds nothing and nothing is cut off`, async ({ page, portal, merchant, complaints }) => {
      complaints.expect(refused);
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 800 });
      const login = new LoginPage(portal);
      await page.goto(await loginLink(merchant));
      await expect(login.heading("title")).toBeVisible();
      const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
      await login.button("send").click();
      await expect(login.field("email")).toHaveAttribute("aria-invalid", "true");
      await expectAccessible(page);
      expect(await fits()).toBe(true);
      await login.ask(address("a.very.long.name.that.does.not.fit.into.one.line"));
      await login.button("enter").click();
      await expect(login.field("code")).toHaveAttribute("aria-invalid", "true");
      await expectAccessible(page);
      expect(await fits()).toBe(true);
    });
  }
}

test("a link that was switched off says so", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(refused);
  const configuration = await merchant.stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
    login_page: { enabled: true },
  });
  const url = configuration.login_page.url ?? "";
  await page.goto(url);
  await expect(new LoginPage(portal).heading("title")).toBeVisible();
  const off = await merchant.stripe.billingPortal.configurations.update(configuration.id, { login_page: { enabled: false } });
  expect(off.login_page).toMatchObject({ enabled: false, url: null });
  const answer = await page.goto(url);
  expect(answer?.status()).toBe(404);
  await expect(new LoginPage(portal).heading("missing_title")).toBeVisible();
  await expectAccessible(page);
});

test("where a session or a link is over, the login link leads back in", async ({ page, portal, merchant, complaints }) => {
  complaints.expect(refused);
  const link = await loginLink(merchant);
  const way = page.getByRole("link", { name: portal.words("ended.login") });
  for (const path of ["/", "/p/session#pcs_invented"]) {
    await page.goto(`${merchant.server.origin}${path}`);
    await expect(way).toHaveAttribute("href", link);
    await expectAccessible(page);
  }
  await way.click();
  await expect(new LoginPage(portal).heading("title")).toBeVisible();
});

test("a page whose session ends leads to the login link in a tab of its own, and goes on", async ({ page, context, portal, merchant, complaints }) => {
  complaints.expect(refused);
  await loginLink(merchant);
  const { id, email } = await subscriber(merchant, "over");
  await portal.open(merchant, id);
  await context.clearCookies();
  await page.getByRole("combobox", { name: portal.words("shell.language") }).selectOption("de");
  const dialog = page.getByRole("dialog", { name: portal.words("ended.expired_title") });
  await expect(dialog).toBeVisible();
  const tab = context.waitForEvent("page");
  await dialog.getByRole("link", { name: portal.words("ended.login") }).click();
  const login = new LoginPage(new Portal(await tab));
  await login.ask(email);
  await login.field("code").fill(await codeFor(merchant.server, email));
  await login.button("enter").click();
  await expect(login.portal.paymentMethods).toBeVisible();
  await dialog.getByRole("button", { name: portal.words("ended.over_continue") }).click();
  await expect(dialog).toBeHidden();
  await expect(portal.paymentMethods).toBeVisible();
});
