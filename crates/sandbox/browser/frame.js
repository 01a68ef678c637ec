// @ts-check
/** The framed document of the payment element: shows the picker and confirms the setup intent with what was chosen. */

import { api } from './lib/api.js';
import { apply } from './lib/appearance.js';
import { accept } from './lib/channel.js';
import { isDebit } from './lib/methods.js';
import { mandateOf, node, notice, picker } from './lib/picker.js';
import { explain, language, load } from './lib/words.js';

const main = /** @type {HTMLElement} */ (document.querySelector('main'));

accept((init, tell) => {
  const calls = api(init.key);
  if (init.courier) return courier(calls, tell);

  let { appearance, locale, scheme } = init;
  /** @type {import('./lib/words.js').Words} */
  let words;
  /** @type {import('./lib/methods.js').TestMethod[]} */
  let methods = [];
  /** @type {string[] | undefined} */
  let kinds = init.paymentMethodTypes;
  /** @type {string | undefined} */
  let selected;
  /** @type {Promise<object> | undefined} */
  let confirming;

  const chosen = () => methods.find((method) => method.id === selected);
  const first = () => /** @type {HTMLElement | null} */ (main.querySelector('input:checked') ?? main.querySelector('input, button'));

  /** @param {string} text */
  const complain = (text) => {
    const place = /** @type {HTMLElement | null} */ (main.querySelector('.error'));
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
  };

  const follow = () => {
    const place = main.querySelector('.mandate');
    if (place) place.textContent = mandateOf(chosen(), words);
  };

  const draw = () => {
    main.replaceChildren(...picker(methods, kinds, words, selected));
    follow();
  };

  /** Colours and words; draws again when the words changed. */
  const look = async () => {
    apply(appearance, scheme);
    const lang = language(locale);
    if (words && document.documentElement.lang === lang) return;
    words = await load(lang);
    document.documentElement.lang = lang;
    document.title = words.title;
    if (methods.length) draw();
  };

  const fill = async () => {
    main.replaceChildren(notice(words), node('p', { class: 'state' }, [words.loading]));
    document.body.dataset.ready = '';
    try {
      const [list, answer] = await Promise.all([calls.methods(), init.clientSecret ? calls.retrieve(init.clientSecret) : {}]);
      if (answer.error) throw answer.error;
      methods = list;
      kinds = answer.setupIntent?.payment_method_types ?? kinds;
      draw();
      tell({ type: 'ready', label: words.title });
    } catch (error) {
      const again = node('button', { type: 'button' }, [words.retry]);
      again.addEventListener('click', fill);
      main.replaceChildren(notice(words), node('p', { class: 'state', role: 'alert' }, [words.failed]), again);
      const { type = 'api_error', code, message = words.failed } = /** @type {any} */ (error);
      // Requests of the page are answered from here on, so the channel opens although there is nothing to choose yet.
      tell({ type: 'ready', label: words.title });
      tell({ type: 'loaderror', error: { type, code, message } });
    }
  };

  /** The error of a form that is not filled in; also shown beside it. */
  const incomplete = () => {
    complain(words.errors.incomplete);
    first()?.focus();
    return { error: { type: 'validation_error', code: 'incomplete_payment_details', message: words.errors.incomplete } };
  };

  /** @param {string} secret @param {string | undefined} returnUrl */
  const confirm = async (secret, returnUrl) => {
    const method = chosen();
    if (!method) return incomplete();
    complain('');
    main.setAttribute('aria-busy', 'true');
    const result = await calls.confirm(secret, {
      payment_method: method.id,
      ...(returnUrl && { return_url: returnUrl }),
      ...(isDebit(method) && {
        'mandate_data[customer_acceptance][type]': 'online',
        'mandate_data[customer_acceptance][online][infer_from_client]': 'true',
      }),
    });
    main.removeAttribute('aria-busy');
    if (!result.error) return result;
    return { error: { ...result.error, message: explain(result.error, words) } };
  };

  main.addEventListener('change', ({ target }) => {
    selected = /** @type {HTMLInputElement} */ (target).value;
    complain('');
    follow();
    tell({ type: 'change', complete: true, empty: false, collapsed: false, value: { type: chosen()?.kind } });
  });
  addEventListener('keydown', ({ key }) => key === 'Escape' && tell({ type: 'escape' }));
  addEventListener('focus', () => tell({ type: 'focus' }));
  addEventListener('blur', () => tell({ type: 'blur' }));
  new ResizeObserver(() => tell({ type: 'height', px: Math.ceil(main.getBoundingClientRect().height) })).observe(main);

  look().then(fill);

  return {
    update: (change) => {
      ({ appearance = appearance, locale = locale, scheme = scheme } = change);
      return look();
    },
    focus: () => first()?.focus(),
    submit: () => (chosen() ? {} : incomplete()),
    // A second click gets the answer of the first.
    confirm: ({ clientSecret, returnUrl }) =>
      (confirming ??= confirm(clientSecret, returnUrl).finally(() => (confirming = undefined))),
    retrieve: ({ clientSecret }) => calls.retrieve(clientSecret),
  };
});

/** Confirms the payment of an invoice, with a method of the customer's or the usual one. @param {ReturnType<typeof api>} calls @param {string} secret @param {string | undefined} method */
const pay = (calls, secret, method) => calls.confirm(secret, method ? { payment_method: method } : {});

/** A hidden frame that only asks the API, for pages that have no element. @param {ReturnType<typeof api>} calls @param {(message: {type: string}) => void} tell */
function courier(calls, tell) {
  tell({ type: 'ready' });
  return {
    retrieve: (/** @type {{clientSecret: string}} */ { clientSecret }) => calls.retrieve(clientSecret),
    pay: (/** @type {{clientSecret: string, method?: string}} */ { clientSecret, method }) => pay(calls, clientSecret, method),
  };
}
