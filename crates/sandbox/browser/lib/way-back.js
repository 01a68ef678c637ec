// @ts-check
/** Where the customer goes when the provider's page is done with, as Stripe writes it into the address. */

/**
 * @param {string} returnUrl what the page that sent the customer asked for; its own query and fragment stay
 * @param {{id: string, secret: string, status: string}} intent
 * @returns {string | undefined} undefined when it is no web address
 */
export function wayBack(returnUrl, { id, secret, status }) {
  const kind = id.startsWith('pi_') ? 'payment_intent' : 'setup_intent';
  /** @type {URL} */
  let back;
  try {
    back = new URL(returnUrl);
  } catch {
    return undefined;
  }
  if (!/^https?:$/.test(back.protocol)) return undefined;
  back.searchParams.set(kind, id);
  back.searchParams.set(`${kind}_client_secret`, secret);
  back.searchParams.set('redirect_status', outcome(status));
  return back.href;
}

/** Stripe's word for how it went: `succeeded`, `pending` or `failed`. @param {string} status of the intent */
const outcome = (status) => (status === 'succeeded' ? 'succeeded' : status === 'processing' ? 'pending' : 'failed');

/** Key and client secret of the address's fragment, an intent's or a checkout session's; undefined when it names none. @param {string} fragment */
export function named(fragment) {
  const [, key, secret, id] = /^#(pk_test_\w+)\/((\w{2,4}_\w+?)_secret_\w+)$/.exec(fragment) ?? [];
  return key ? { key, secret, id } : undefined;
}
