// @ts-check
/**
 * The named test methods of `GET /v3/test-methods`, sorted into the groups of the picker.
 *
 * @typedef {{id: string, kind: string, label: string, outcome: string, brand?: string | null, last4?: string | null}} TestMethod
 * @typedef {'works' | 'authentication' | 'fails' | 'bank' | 'wallet'} Group
 */

/** The order of the groups. @type {Group[]} */
export const GROUPS = ['works', 'authentication', 'fails', 'bank', 'wallet'];

/** Kinds that draw on a bank account and so need a mandate. */
const DEBITS = new Set(['us_bank_account', 'sepa_debit', 'bacs_debit', 'au_becs_debit', 'acss_debit']);

/** Outcomes of a card that can be saved without a question. */
const WORKS = new Set(['succeeds', 'expires_soon']);

/** Outcomes of a card that asks the customer first. */
const ASKS = new Set(['requires_authentication', 'authenticates_once', 'authenticates_then_declines']);

/** Brands that have a badge of their own in frame.html. */
const BADGES = new Set(['visa', 'mastercard', 'amex', 'discover', 'diners', 'jcb', 'unionpay']);

/** @param {TestMethod} method */
export const isDebit = (method) => DEBITS.has(method.kind);

/** @param {TestMethod} method @returns {Group} */
export function groupOf(method) {
  if (isDebit(method)) return 'bank';
  if (method.kind !== 'card') return 'wallet';
  if (WORKS.has(method.outcome)) return 'works';
  return ASKS.has(method.outcome) ? 'authentication' : 'fails';
}

/**
 * The method without its remark ("Visa, suspected fraud"): what happens is told in the reader's words beside it.
 * @param {TestMethod} method
 */
export const plainName = (method) => (method.outcome === 'succeeds' ? method.label : method.label.split(/, | that /)[0]);

/** The symbol of frame.html that stands for the method. @param {TestMethod} method */
export function badgeOf(method) {
  if (method.kind === 'card') return method.brand && BADGES.has(method.brand) ? method.brand : 'card';
  if (isDebit(method)) return 'bank';
  return method.kind === 'boleto' ? 'voucher' : 'wallet';
}

/** A card that works but soon expires is wanted more often than a seventh brand. @param {TestMethod[]} methods */
function ordered(methods) {
  const soon = methods.filter((method) => method.outcome === 'expires_soon');
  const others = methods.filter((method) => method.outcome !== 'expires_soon');
  return [...others.slice(0, 3), ...soon, ...others.slice(3)];
}

/**
 * The methods that a page accepts, in groups; empty groups are left out.
 * @param {TestMethod[]} methods @param {readonly string[] | undefined} kinds the setup intent's `payment_method_types`
 * @returns {{group: Group, methods: TestMethod[]}[]}
 */
export function grouped(methods, kinds) {
  const accepted = kinds ? methods.filter((method) => kinds.includes(method.kind)) : methods;
  return GROUPS.map((group) => ({ group, methods: ordered(accepted.filter((method) => groupOf(method) === group)) })).filter(
    (entry) => entry.methods.length > 0,
  );
}
