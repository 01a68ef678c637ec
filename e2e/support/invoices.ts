// Invoices as a merchant makes them, through the SDK.

import type { Stripe } from "stripe";

import type { Merchant } from "./merchant.ts";

/** A one-off invoice that is to be paid; one over nothing is paid at once. */
export async function invoiceFor(
  merchant: Merchant,
  customer: string,
  { amount = 0, currency = "eur", description = "Workshop", ...more }: { amount?: number; currency?: string; description?: string; days_until_due?: number } = {},
): Promise<Stripe.Invoice> {
  const { stripe } = merchant;
  if (amount) await stripe.invoiceItems.create({ customer, amount, currency, description });
  const draft = await stripe.invoices.create({
    customer,
    currency,
    ...(amount ? { pending_invoice_items_behavior: "include" as const } : {}),
    ...(more.days_until_due ? { collection_method: "send_invoice" as const, days_until_due: more.days_until_due } : {}),
  });
  return stripe.invoices.finalizeInvoice(draft.id ?? "");
}
