// What the processor's form offers, as the sandbox lists it, and what each entry must say and do.

import type { Stripe } from "stripe";

import type { Merchant } from "./merchant.ts";

/** An entry of `GET /v3/test-methods`. */
export interface TestMethod {
  id: string;
  /** The payment method's `type`. */
  kind: string;
  label: string;
  /** What happens to it, as a word; see `says`. */
  outcome: string;
  last4: string | null;
}

/** What the form says of an outcome, to an English reader. */
export const says: Record<string, string> = {
  succeeds: "Works",
  expires_soon: "Works, expires soon",
  requires_authentication: "Asks for authentication every time",
  authenticates_once: "Asks for authentication once",
  authenticates_then_declines: "Asks for authentication, then payments are declined",
  redirects: "Leads to the provider’s page first",
  declines_later: "Can be saved, but payments are declined",
  debit_fails_later: "Can be saved, but debits fail",
  generic_decline: "Is declined",
  insufficient_funds: "Is declined: insufficient funds",
  lost_card: "Is declined: reported lost",
  stolen_card: "Is declined: reported stolen",
  expired_card: "Is declined: expired",
  incorrect_cvc: "Is declined: wrong security code",
  processing_error: "Fails: processing error",
  fraudulent: "Is declined: suspected fraud",
};

/** What a customer is told when saving is refused. A thief learns neither that a card is reported nor that it is suspected. */
export const refusals: Record<string, string> = {
  generic_decline: "Your card was declined.",
  insufficient_funds: "Your card has insufficient funds.",
  lost_card: "Your card was declined.",
  stolen_card: "Your card was declined.",
  expired_card: "Your card has expired.",
  incorrect_cvc: "Your card’s security code is incorrect.",
  processing_error: "An error occurred while processing your card. Try again in a little bit.",
  fraudulent: "Your card was declined.",
};

/** Outcomes after which the bank asks the customer first. */
export const asks = ["requires_authentication", "authenticates_once", "authenticates_then_declines"];

/** Kinds that draw on a bank account. */
export const debits = ["us_bank_account", "sepa_debit", "bacs_debit", "au_becs_debit", "acss_debit"];

/** A currency each kind can be charged in; euros where any will do. */
const currencies: Record<string, string> = {
  us_bank_account: "usd",
  amazon_pay: "usd",
  cashapp: "usd",
  bacs_debit: "gbp",
  au_becs_debit: "aud",
  acss_debit: "cad",
  boleto: "brl",
};

/** Everything the form can offer. */
export async function offered(merchant: Merchant): Promise<TestMethod[]> {
  const answer = await fetch(`${merchant.server.sandboxOrigin}/v3/test-methods`);
  return ((await answer.json()) as { data: TestMethod[] }).data;
}

/** The name of its radio button: without the remark, which stands beside it as the description. */
export function nameOf({ label, last4, outcome }: TestMethod): string {
  const name = outcome === "succeeds" ? label : (label.split(/, | that /)[0] ?? label);
  return last4 ? `${name} ending in ${last4}` : name;
}

/** The group it is shown in. */
export function groupOf({ kind, outcome }: TestMethod): string {
  if (debits.includes(kind)) return "Bank debits";
  if (kind !== "card") return "Wallets and vouchers";
  if (["succeeds", "expires_soon"].includes(outcome)) return "Cards that work";
  return asks.includes(outcome) ? "Cards that need authentication" : "Cards that fail";
}

/** Bills a new subscription to the customer's default method; what became of the subscription. */
export async function statusWhenCharged(merchant: Merchant, customer: string, { kind }: TestMethod): Promise<string> {
  const price = await merchant.price({ currency: currencies[kind] ?? "eur" });
  const { subscriptions, customers, testHelpers } = merchant.stripe;
  const subscription = await subscriptions.create({ customer, items: [{ price }], off_session: true });
  if (!debits.includes(kind)) return subscription.status;
  // A debit takes days to come back; the customer's test clock makes them pass.
  const { test_clock } = (await customers.retrieve(customer)) as Stripe.Customer;
  await testHelpers.testClocks.advance(String(test_clock), { frozen_time: subscription.created + 7 * 86_400 });
  return (await subscriptions.retrieve(subscription.id)).status;
}
