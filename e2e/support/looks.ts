// Looks of the tests' own: each belongs to a configuration, so that no other test sees it.

import type { Merchant } from "./merchant.ts";

/** Settings, as `/v1/portico/branding` takes them. */
export interface Look {
  preset?: string;
  shared?: Record<string, unknown>;
  modes?: Record<string, Record<string, string>>;
  texts?: Record<string, unknown>;
}

/** A configuration with everything switched on, and a look. Answers its id. */
export async function configurationWith(merchant: Merchant, look: Look): Promise<string> {
  const configuration = await merchant.stripe.billingPortal.configurations.create({
    default_return_url: "https://shop.example.com/account",
    features: {
      customer_update: { enabled: true, allowed_updates: ["name", "email", "address", "phone"] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: { enabled: true, mode: "at_period_end", cancellation_reason: { enabled: true, options: ["too_expensive", "other"] } },
    },
  });
  await merchant.stripe.rawRequest("POST", "/v1/portico/branding", { configuration: configuration.id, ...look } as Record<string, unknown>);
  return configuration.id;
}

/** A picture as a merchant uploads it: a bar of one colour. */
export function svg(color: string): string {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 192 48"><rect width="192" height="48" rx="12" fill="${color}"/></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(text).toString("base64")}`;
}
