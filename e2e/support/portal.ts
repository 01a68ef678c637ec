// The portal as a customer finds it: by roles and names, in any of its languages.

import { type FrameLocator, type Locator, type Page, expect } from "@playwright/test";

import type { Merchant } from "./merchant.ts";
import { type LocaleTag, words } from "./words.ts";

export class Portal {
  readonly page: Page;
  readonly locale: LocaleTag;
  /** Where the portal is: the page itself, or a frame in it. */
  readonly root: Page | FrameLocator;

  constructor(page: Page, locale: LocaleTag = "en", root: Page | FrameLocator = page) {
    this.page = page;
    this.locale = locale;
    this.root = root;
  }

  /** Opens a fresh link and waits for the first screen. */
  async open(merchant: Merchant, customer: string, params: Parameters<Merchant["linkFor"]>[1] = {}): Promise<void> {
    await this.page.goto(await merchant.linkFor(customer, params));
    await expect(this.paymentMethods).toBeVisible();
  }

  words(key: string, values: Record<string, string> = {}): string {
    return words(this.locale, key, values);
  }

  heading(key: string): Locator {
    return this.root.getByRole("heading", { name: this.words(key), exact: true });
  }

  get paymentMethods(): Locator {
    return this.heading("payment_methods.heading");
  }

  /** The rows of the list of payment methods. */
  get rows(): Locator {
    return this.root.getByRole("listitem").filter({ has: this.root.getByRole("button", { name: this.optionsName("") }) });
  }

  row(method: string): Locator {
    return this.root.getByRole("listitem").filter({ has: this.options(method) });
  }

  /** `Visa ending in 4242` in this language. */
  method(name: string, last4: string): string {
    return this.words("method.ending", { name, last4 });
  }

  private optionsName(method: string): string {
    return this.words("payment_methods.options_for", { method });
  }

  /** The button that opens the menu of a method. */
  options(method: string): Locator {
    return this.root.getByRole("button", { name: this.optionsName(method), exact: true });
  }

  async openOptions(method: string): Promise<void> {
    // While a change is on its way, after a lost connection for a moment longer, another one is not taken.
    await expect(this.options(method)).not.toHaveAttribute("aria-busy", "true");
    await this.options(method).click();
    const menu = this.root.getByRole("menu", { name: this.optionsName(method) });
    await expect(menu).toBeVisible();
    // What still moves is pressed by Playwright at its second attempt after scrolling the page, which closes the menu.
    await menu.evaluate(async (list) => void (await Promise.all(list.getAnimations().map(({ finished }) => finished))));
  }

  /** Presses Tab until `wanted`, on the page or in a frame of it, has the focus. */
  async tabTo(wanted: Locator, limit = 60): Promise<void> {
    await expect(wanted).toBeVisible();
    for (let presses = 0; presses < limit; presses += 1) {
      if (await wanted.evaluate((element) => element === element.ownerDocument.activeElement && element.ownerDocument.hasFocus())) {
        return;
      }
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${wanted}`);
  }

  menuItem(key: "make_default" | "remove"): Locator {
    return this.root.getByRole("menuitem", { name: this.words(`payment_methods.${key}`), exact: true });
  }

  get removeDialog(): Locator {
    return this.root.getByRole("dialog", { name: this.words("payment_methods.remove_title") });
  }

  /** Explains why a method cannot be removed. */
  get heldDialog(): Locator {
    return this.root.getByRole("dialog", { name: this.words("payment_methods.held_title") });
  }

  get addLink(): Locator {
    return this.root.getByRole("link", { name: this.words("payment_methods.add"), exact: true });
  }

  /** A message in the live region. */
  said(text: string): Locator {
    return this.root.getByRole("status").filter({ hasText: text });
  }

  async makeDefault(method: string): Promise<void> {
    await this.openOptions(method);
    await this.menuItem("make_default").click();
    // By the badge alone: in some languages the menu's "Make default" holds the word, before anything is sent.
    await expect(this.defaultBadge(method)).toBeVisible();
  }

  defaultBadge(method: string): Locator {
    return this.row(method).getByText(this.words("payment_methods.default"), { exact: true });
  }

  async remove(method: string): Promise<void> {
    await this.openOptions(method);
    await this.menuItem("remove").click();
    await this.removeDialog.getByRole("button", { name: this.words("payment_methods.remove"), exact: true }).click();
    await expect(this.options(method)).toHaveCount(0);
  }

  /** Goes to the document that adds a payment method and waits for the processor's form. */
  async startAdding(): Promise<AddPaymentMethod> {
    await this.addLink.first().click();
    return this.adding();
  }

  /** The document that adds a payment method, already on the page. */
  async adding(): Promise<AddPaymentMethod> {
    const adding = new AddPaymentMethod(this);
    await expect(adding.frame.getByRole("radio").first()).toBeVisible();
    return adding;
  }

  /** Adds a test method by its name in the processor's form, and comes back home. */
  async add(method: string | RegExp): Promise<void> {
    const adding = await this.startAdding();
    await adding.choose(method);
    await adding.submit.click();
    await expect(this.paymentMethods).toBeVisible();
  }
}

/** The document that adds a payment method. */
export class AddPaymentMethod {
  readonly portal: Portal;

  constructor(portal: Portal) {
    this.portal = portal;
  }

  /** The processor's form. */
  get frame(): FrameLocator {
    return this.portal.root.frameLocator("iframe").first();
  }

  get submit(): Locator {
    return this.portal.root.getByRole("button", { name: this.portal.words("add_payment_method.submit"), exact: true });
  }

  choice(method: string | RegExp): Locator {
    return this.frame.getByRole("radio", { name: method });
  }

  /** Chooses a test method, also one of those that are shown on demand only. */
  async choose(method: string | RegExp): Promise<void> {
    const choice = this.choice(method).first();
    // What is folded away is hidden from roles, too.
    const hidden = this.portal.root.getByRole("radio", { name: method, includeHidden: true });
    const folded = this.frame.locator("details:not([open])", { has: hidden }).first();
    if (await folded.count()) await folded.locator("summary").click();
    // By the keyboard: the frame grows when it is unfolded, and what grows moves away under a pointer.
    await choice.focus();
    await choice.press("Space");
    await expect(choice).toBeChecked();
  }
}
