// The shape of what Portico itself answers, member by member. Source: Stripe's OpenAPI description, 2026-09-30.endive
// (components billing_portal.session and billing_portal.configuration).

import { locales } from "./locales.ts";

/** What a value may be: a check of its own, or the exact members of an object. A name that ends in `?` may be missing. */
export type Shape = ((value: unknown, path: string) => string[]) | { [name: string]: Shape };

const kind = (name: string): Shape => (value, path) => (typeof value === name ? [] : [`${path} is ${typeof value}, not ${name}`]);
const text = kind("string");
const flag = kind("boolean");
const integer: Shape = (value, path) => (Number.isInteger(value) ? [] : [`${path} is no integer`]);
const oneOf = (...values: string[]): Shape => (value, path) =>
  values.includes(value as string) ? [] : [`${path} is ${JSON.stringify(value)}, not ${values.join(" or ")}`];
const orNull = (shape: Shape): Shape => (value, path) => (value === null ? [] : faults(value, shape, path));
const list = (shape: Shape): Shape => (value, path) =>
  Array.isArray(value) ? value.flatMap((element, index) => faults(element, shape, `${path}[${index}]`)) : [`${path} is no list`];
const idOr = (shape: Shape): Shape => (value, path) => (typeof value === "string" ? [] : faults(value, shape, path));
const metadata: Shape = (value, path) => Object.entries(value ?? {}).flatMap(([name, member]) => faults(member, text, `${path}.${name}`));
/** In test mode nothing is live. */
const testMode: Shape = (value, path) => (value === false ? [] : [`${path} is ${value}`]);

const reasons = oneOf("customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex", "too_expensive", "unused");
const proration = oneOf("always_invoice", "create_prorations", "none");

const product: Shape = {
  adjustable_quantity: { enabled: flag, maximum: orNull(integer), minimum: integer },
  prices: list(text),
  product: text,
};

/** `billing_portal.configuration`. Products are shown only when they are asked for. */
export const configuration: Shape = {
  id: text,
  object: oneOf("billing_portal.configuration"),
  active: flag,
  application: orNull(text),
  business_profile: { headline: orNull(text), privacy_policy_url: orNull(text), terms_of_service_url: orNull(text) },
  created: integer,
  default_return_url: orNull(text),
  features: {
    customer_update: { allowed_updates: list(oneOf("address", "email", "name", "phone", "shipping", "tax_id")), enabled: flag },
    invoice_history: { enabled: flag },
    payment_method_update: { enabled: flag, payment_method_configuration: orNull(text) },
    subscription_cancel: {
      cancellation_reason: { enabled: flag, feedback_options: list(text), options: list(reasons) },
      enabled: flag,
      mode: oneOf("at_period_end", "immediately"),
      proration_behavior: proration,
    },
    subscription_update: {
      billing_cycle_anchor: orNull(oneOf("now", "unchanged")),
      default_allowed_updates: list(oneOf("price", "promotion_code", "quantity")),
      enabled: flag,
      "products?": orNull(list(product)),
      proration_behavior: proration,
      schedule_at_period_end: { conditions: list({ type: oneOf("decreasing_item_amount", "shortening_interval") }) },
      trial_update_behavior: oneOf("continue_trial", "end_trial"),
    },
  },
  is_default: flag,
  livemode: testMode,
  login_page: { enabled: flag, url: orNull(text) },
  metadata: orNull(metadata),
  name: orNull(text),
  updated: integer,
};

const flow: Shape = {
  after_completion: {
    hosted_confirmation: orNull({ custom_message: orNull(text) }),
    redirect: orNull({ return_url: text }),
    type: oneOf("hosted_confirmation", "portal_homepage", "redirect"),
  },
  customer_update: orNull({}),
  subscription_cancel: orNull({ retention: orNull({ coupon_offer: orNull({ coupon: text }), type: oneOf("coupon_offer") }), subscription: text }),
  subscription_update: orNull({ subscription: text }),
  subscription_update_confirm: orNull({
    discounts: orNull(list({ coupon: orNull(text), promotion_code: orNull(text) })),
    items: list({ id: orNull(text), price: orNull(text), "quantity?": integer }),
    subscription: text,
  }),
  type: oneOf("customer_update", "payment_method_update", "subscription_cancel", "subscription_update", "subscription_update_confirm"),
};

/** `billing_portal.session`. */
export const session: Shape = {
  id: text,
  object: oneOf("billing_portal.session"),
  configuration: idOr(configuration),
  created: integer,
  customer: text,
  customer_account: orNull(text),
  flow: orNull(flow),
  livemode: testMode,
  locale: orNull(oneOf(...locales)),
  on_behalf_of: orNull(text),
  return_url: orNull(text),
  url: text,
};

/** What is wrong with a value: members that are missing, too many, or of another kind. */
export function faults(value: unknown, shape: Shape, path = ""): string[] {
  if (typeof shape === "function") return shape(value, path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${path} is no object`];
  const wanted = new Map(Object.entries(shape).map(([name, inner]) => [name.replace("?", ""), { inner, isFree: name.endsWith("?") }]));
  const members = new Map<string, unknown>(Object.entries(value));
  const excess = [...members.keys()].filter((name) => !wanted.has(name)).map((name) => `${path}.${name} is too many`);
  const rest = [...wanted].flatMap(([name, { inner, isFree }]) => {
    if (!members.has(name)) return isFree ? [] : [`${path}.${name} is missing`];
    return faults(members.get(name), inner, `${path}.${name}`);
  });
  return [...excess, ...rest];
}
