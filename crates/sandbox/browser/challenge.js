// @ts-check
/** The bank's question (3-D Secure): what the customer answers is told to the API, then to the page that asked. */

import { api } from './lib/api.js';
import { apply } from './lib/appearance.js';
import { accept } from './lib/channel.js';
import { explain, language, load } from './lib/words.js';

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

accept((init, tell) => {
  const calls = api(init.key);
  const [complete, fail] = /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll('button'));
  /** @type {import('./lib/words.js').Words} */
  let words;
  let busy = false;
  /** @type {'payment_intent' | 'setup_intent'} */
  const kind = init.clientSecret.startsWith('pi_') ? 'payment_intent' : 'setup_intent';

  const show = async () => {
    apply(init.appearance, init.scheme);
    const lang = language(init.locale);
    words = await load(lang);
    document.documentElement.lang = lang;
    document.title = words.challenge.title;
    find('.bank span').textContent = words.challenge.bank;
    find('h1').textContent = words.challenge.title;
    find('.text').textContent = kind === 'payment_intent' ? words.challenge.payment : words.challenge.text;
    complete.textContent = words.challenge.complete;
    fail.textContent = words.challenge.fail;
    document.body.dataset.ready = '';
    tell({ type: 'ready', label: words.challenge.title });
  };

  /** The words of a payment method that was not authenticated, whatever the API calls it. @param {any} [intent] */
  const refused = (intent) => ({
    error: {
      type: 'invalid_request_error',
      code: `${kind}_authentication_failure`,
      message: words.errors[`${kind}_authentication_failure`],
      [kind]: intent,
    },
  });

  /** @param {'succeeded' | 'failed'} outcome @param {boolean} [leaving] whether the dialog closes even when the API cannot be reached */
  const answer = async (outcome, leaving) => {
    if (busy) return;
    busy = true;
    for (const button of [complete, fail]) button.setAttribute('aria-disabled', 'true');
    const { setupIntent, paymentIntent, error } = await calls.authenticate(init.clientSecret, outcome);
    const intent = setupIntent ?? paymentIntent;
    if (error?.type === 'api_connection_error' && !leaving) {
      find('.error').textContent = explain(error, words);
      find('.error').hidden = false;
      for (const button of [complete, fail]) button.removeAttribute('aria-disabled');
      busy = false;
      return;
    }
    const passed = intent && ['succeeded', 'processing'].includes(intent.status);
    const known = error && !error.code?.endsWith('_authentication_failure') && outcome === 'succeeded';
    const result = passed
      ? { setupIntent, paymentIntent }
      : known
        ? { error: { ...error, message: explain(error, words) } }
        : refused(intent ?? error?.[kind]);
    tell({ type: 'done', result });
  };

  complete.addEventListener('click', () => answer('succeeded'));
  fail.addEventListener('click', () => answer('failed'));
  addEventListener('keydown', (event) => event.key === 'Escape' && answer('failed', true));
  show();

  return {
    focus: () => find('h1').focus(),
    cancel: () => answer('failed', true),
  };
});
