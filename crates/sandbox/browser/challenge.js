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

  const show = async () => {
    apply(init.appearance, init.scheme);
    const lang = language(init.locale);
    words = await load(lang);
    document.documentElement.lang = lang;
    document.title = words.challenge.title;
    find('.bank span').textContent = words.challenge.bank;
    find('h1').textContent = words.challenge.title;
    find('.text').textContent = words.challenge.text;
    complete.textContent = words.challenge.complete;
    fail.textContent = words.challenge.fail;
    document.body.dataset.ready = '';
    tell({ type: 'ready', label: words.challenge.title });
  };

  /** The words of a payment method that was not authenticated, whatever the API calls it. @param {any} [intent] */
  const refused = (intent) => ({
    error: {
      type: 'invalid_request_error',
      code: 'setup_intent_authentication_failure',
      message: words.errors.setup_intent_authentication_failure,
      setup_intent: intent,
    },
  });

  /** @param {'succeeded' | 'failed'} outcome @param {boolean} [leaving] whether the dialog closes even when the API cannot be reached */
  const answer = async (outcome, leaving) => {
    if (busy) return;
    busy = true;
    for (const button of [complete, fail]) button.setAttribute('aria-disabled', 'true');
    const { setupIntent, error } = await calls.authenticate(init.clientSecret, outcome);
    if (error?.type === 'api_connection_error' && !leaving) {
      find('.error').textContent = explain(error, words);
      find('.error').hidden = false;
      for (const button of [complete, fail]) button.removeAttribute('aria-disabled');
      busy = false;
      return;
    }
    const passed = setupIntent && ['succeeded', 'processing'].includes(setupIntent.status);
    const known = error && error.code !== 'setup_intent_authentication_failure' && outcome === 'succeeded';
    const result = passed
      ? { setupIntent }
      : known
        ? { error: { ...error, message: explain(error, words) } }
        : refused(setupIntent ?? error?.setup_intent);
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
