// Types of `v1.js`: the billing portal inside a page of yours.

/** How the portal is shown. */
export type Display = "inline" | "drawer" | "dialog";

/** Light, dark, or what the customer's device says. */
export type ColorScheme = "auto" | "light" | "dark";

/** The look: Stripe's Appearance object, or the settings of `POST /v1/portico/branding`. */
export interface Appearance {
  variables?: {
    colorPrimary?: string;
    colorBackground?: string;
    colorText?: string;
    colorDanger?: string;
    borderRadius?: string;
    fontFamily?: string;
  };
  [setting: string]: unknown;
}

/** What can be changed while the portal is shown. */
export interface PortalUpdate {
  /** One of the portal's languages, such as `nl`. */
  locale?: string;
  appearance?: Appearance;
  colorScheme?: ColorScheme;
}

export interface PortalOptions extends PortalUpdate {
  /** The portal's origin; that of this script unless given. */
  portal?: string;
  /** Answers the `url` of a portal session that your server made a moment ago. Asked again when a session is over. */
  fetchClientSecret: () => Promise<string>;
  /** `inline` unless given. */
  display?: Display;
  /** Where it is put; at the end of the page unless given. */
  container?: Element;
  /** The page that is shown first, such as `/invoices`. */
  path?: string;
}

/** What the portal tells, by the names of its events, with their `detail`. Each can be prevented. */
export interface PortalEvents {
  /** It can be seen. */
  ready: Record<string, never>;
  /** It needs this height, in CSS pixels. Unless prevented, an inline frame gets it. */
  resize: { height: number };
  /** Another page of it is shown. */
  navigate: { path: string; title: string };
  /** The session is over. Unless prevented, `fetchClientSecret` is asked for the next one. */
  "session.expired": Record<string, never>;
  "subscription.updated": { id: string };
  "payment_method.updated": Record<string, never>;
  "invoice.paid": { id: string };
  /** `session`, `timeout`, `protocol`, `offline`, `unavailable`, `appearance`, `popup` or `covered`, or what the portal says of itself. */
  error: { code: string };
  /** The customer wants a drawer or a dialog closed. Unless prevented, it is. */
  close: Record<string, never>;
}

/** `<billing-portal>` */
export class BillingPortal extends HTMLElement {
  fetchClientSecret: () => Promise<string>;
  appearance: Appearance | undefined;
  /** Changes the language, the look or the colour scheme of what is shown. */
  update(update: PortalUpdate): void;
  /** Goes to a page of the portal. */
  navigate(path: string): void;
  /** Opens a drawer or a dialog. */
  open(): void;
  /** Closes it. */
  close(): void;
  /** Takes it off the page. */
  destroy(): void;
  addEventListener<Name extends keyof PortalEvents>(
    name: Name,
    listener: (event: CustomEvent<PortalEvents[Name]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(name: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** Makes a portal and puts it on the page. */
export function createPortal(options: PortalOptions): BillingPortal;

declare global {
  interface HTMLElementTagNameMap {
    "billing-portal": BillingPortal;
  }
}
