// @ts-check
/**
 * The sandbox's browser script, in the shape of Stripe.js; README.md beside this file explains it.
 *
 * @typedef {{type: string, code?: string, decline_code?: string, message: string, setup_intent?: object}} StripeError
 * @typedef {{setupIntent?: Record<string, any>, paymentIntent?: Record<string, any>, error?: StripeError}} Result
 * @typedef {{variables?: Record<string, string>, theme?: string}} Appearance
 * @typedef {{clientSecret?: string, appearance?: Appearance, locale?: string, mode?: string, currency?: string,
 *   paymentMethodTypes?: string[]}} ElementsOptions
 * @typedef {{iframe: HTMLIFrameElement, send: (message: object) => void, ask: (message: object) => Promise<Result>,
 *   close: () => void}} Frame
 */
(() => {
  'use strict';

  const ORIGIN = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).origin;
  /** How long a frame may take to answer at first, in milliseconds. */
  const PATIENCE = 15_000;

  /** @param {string} message */
  const misuse = (message) => Object.assign(new Error(message), { name: 'IntegrationError' });

  /** @param {string} message @returns {Result} */
  const unreachable = (message) => ({ error: { type: 'api_connection_error', message } });

  /** CSSOM: a page's CSP refuses style attributes. @param {HTMLElement} node @param {Record<string, string>} rules */
  const style = (node, rules) => {
    for (const name in rules) node.style.setProperty(name, rules[name]);
  };

  /** The scheme the page shows. @param {Element} node */
  const scheme = (node) => {
    const named = getComputedStyle(node).colorScheme;
    const both = /dark/.test(named) === /light/.test(named);
    return (both ? matchMedia('(prefers-color-scheme: dark)').matches : /dark/.test(named)) ? 'dark' : 'light';
  };

  /**
   * Opens a frame in `host` and hands it one end of a channel, which only a document of our origin can take.
   * @param {string} path @param {Element} host @param {object} init
   * @param {(message: {type: string, [key: string]: any}) => void} hear @returns {Frame}
   */
  const open = (path, host, init, hear) => {
    const iframe = document.createElement('iframe');
    const { port1: port, port2 } = new MessageChannel();
    /** @type {Map<number, (result: Result) => void>} */
    const waiting = new Map();
    let last = 0;
    let trouble = '';
    /** @type {(value?: unknown) => void} */
    let opened = () => {};
    const ready = new Promise((resolve) => (opened = resolve));
    /** @param {string} why */
    const close = (why = 'The frame was closed before it answered.') => {
      trouble = why;
      opened();
      clearTimeout(timer);
      waiting.forEach((resolve) => resolve(unreachable(why)));
      waiting.clear();
      port.close();
      iframe.remove();
    };
    const timer = setTimeout(() => {
      const message = 'The payment form could not be loaded. Check your connection and try again.';
      close(message);
      hear({ type: 'loaderror', error: unreachable(message).error });
    }, PATIENCE);
    port.onmessage = ({ data }) => {
      if (data.type === 'reply') {
        waiting.get(data.id)?.(data.result);
        waiting.delete(data.id);
        return;
      }
      if (data.type === 'ready') {
        clearTimeout(timer);
        opened();
      }
      hear(data);
    };
    iframe.addEventListener(
      'load',
      () => iframe.contentWindow?.postMessage({ type: 'init', scheme: scheme(host), ...init }, ORIGIN, [port2]),
      { once: true },
    );
    iframe.referrerPolicy = 'no-referrer';
    // An equal `color-scheme` on both sides keeps the canvas transparent.
    style(iframe, { border: '0', display: 'block', width: '100%', 'color-scheme': 'light' });
    iframe.src = `${ORIGIN}/v3/${path}#${encodeURIComponent(location.origin)}`;
    host.append(iframe);
    return {
      iframe,
      send: (message) => port.postMessage(message),
      ask: async (message) => {
        await ready;
        if (trouble) return unreachable(trouble);
        return new Promise((resolve) => {
          waiting.set(++last, resolve);
          port.postMessage({ ...message, id: last });
        });
      },
      close: () => close(),
    };
  };

  /**
   * Shows the bank's question over the page.
   * @param {string} key @param {string} clientSecret @param {ElementsOptions} options @returns {Promise<Result>}
   */
  const challenge = (key, clientSecret, { appearance, locale }) =>
    new Promise((resolve) => {
      const dialog = document.createElement('dialog');
      style(dialog, {
        width: '100%', height: '100%', 'max-width': 'none', 'max-height': 'none', inset: '0',
        margin: '0', padding: '0', border: '0', background: 'transparent', overflow: 'hidden',
      });
      document.body.append(dialog);
      let shown = false;
      /** @param {Result} result */
      const end = (result) => {
        frame.close();
        dialog.close();
        dialog.remove();
        resolve(result);
      };
      const init = { key, clientSecret, appearance, locale };
      const frame = open('challenge', dialog, init, ({ type, label, result, error }) => {
        if (type === 'ready') {
          shown = true;
          dialog.setAttribute('aria-label', label);
          frame.iframe.title = label;
          frame.iframe.focus();
          frame.send({ type: 'focus' });
        } else if (type === 'done' || type === 'loaderror') {
          end(result ?? { error });
        }
      });
      frame.iframe.title = 'Authentication';
      style(frame.iframe, { height: '100%' });
      // Escape while the page holds the focus: the frame tells the intent.
      dialog.addEventListener('cancel', (event) => {
        event.preventDefault();
        if (shown) frame.send({ type: 'cancel' });
        else end(unreachable('The authentication was closed before it could be shown.'));
      });
      dialog.showModal();
    });

  /** @param {string} key @param {ElementsOptions} options */
  const paymentElement = (key, options) => {
    /** @type {Record<string, Set<(event: any) => void>>} */
    const listeners = {};
    /** @type {Frame | undefined} */
    let frame;
    /** @type {Element | null} */
    let host = null;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const look = () =>
      host && frame?.send({ type: 'update', scheme: scheme(host), locale: options.locale, appearance: options.appearance });

    /** @param {{type: string, [key: string]: any}} message */
    const hear = ({ type, ...rest }) => {
      if (type === 'height') {
        if (rest.px > 0 && rest.px < 20_000) style(/** @type {Frame} */ (frame).iframe, { height: `${rest.px}px` });
        return;
      }
      if (type === 'ready') /** @type {Frame} */ (frame).iframe.title = rest.label;
      const event = { elementType: 'payment', ...rest };
      listeners[type]?.forEach((callback) => callback(event));
    };

    const element = {
      /** @param {string | Element} target */
      mount(target) {
        element.unmount();
        host = typeof target === 'string' ? document.querySelector(target) : target;
        if (!host) throw misuse(`The selector you specified (${target}) applies to no DOM elements that are currently on the page.`);
        frame = open('frame', host, { key, ...options }, hear);
        frame.iframe.title = 'Payment method';
        // 4 px for focus rings.
        style(frame.iframe, { height: '20rem', margin: '-4px', width: 'calc(100% + 8px)' });
        dark.addEventListener('change', look);
      },
      unmount() {
        dark.removeEventListener('change', look);
        frame?.close();
        frame = undefined;
      },
      destroy() {
        element.unmount();
        for (const name in listeners) delete listeners[name];
      },
      /** For the shape. */
      update() {},
      focus() {
        frame?.iframe.focus();
        frame?.send({ type: 'focus' });
      },
      /** @param {string} name @param {(event: any) => void} callback */
      on(name, callback) {
        (listeners[name] ??= new Set()).add(callback);
        return element;
      },
      /** @param {string} name @param {(event: any) => void} callback */
      off(name, callback) {
        listeners[name]?.delete(callback);
        return element;
      },
    };
    return {
      element,
      look,
      /** @param {object} message @returns {Promise<Result>} */
      ask(message) {
        if (!frame) throw misuse('Please mount the payment element before you use it.');
        return frame.ask(message);
      },
    };
  };

  /** @param {string | undefined} url @param {string} redirect */
  const returnTo = (url, redirect) => {
    const back = url && new URL(url);
    if (back ? !/^https?:$/.test(back.protocol) : redirect !== 'if_required')
      throw misuse('confirmParams.return_url must be an http(s) URL unless redirect is "if_required".');
    return back;
  };

  /** @param {Result} result @param {string} secret @param {URL | '' | undefined} back */
  const leave = (result, secret, back) => {
    const intent = result.setupIntent ?? result.paymentIntent;
    if (!intent || !back) return result;
    const name = result.setupIntent ? 'setup_intent' : 'payment_intent';
    back.searchParams.set(name, intent.id);
    back.searchParams.set(`${name}_client_secret`, secret);
    back.searchParams.set('redirect_status', intent.status);
    location.assign(back.href);
    return new Promise(() => {});
  };

  /** @param {string} key publishable key, `pk_test_…` @param {{locale?: string}} [defaults] */
  const Stripe = (key, defaults = {}) => {
    if (!/^pk_test_\w+$/.test(key)) throw misuse('Please call Stripe() with a publishable test key. It starts with "pk_test_".');

    /** @type {WeakMap<object, {options: ElementsOptions, payment?: ReturnType<typeof paymentElement>}>} */
    const kept = new WeakMap();
    /** A frame that only asks the API. @type {Frame | undefined} */
    let courier;

    /** @param {object} message @returns {Promise<Result>} */
    const send = (message) => {
      if (!courier) {
        courier = open('frame', document.body, { key, courier: true }, ({ type }) => {
          if (type === 'loaderror') courier = undefined;
        });
        courier.iframe.hidden = true;
        courier.iframe.title = 'Courier';
        style(courier.iframe, { display: 'none' });
      }
      return courier.ask(message);
    };

    /** @param {string} clientSecret */
    const retrieve = (clientSecret) => send({ type: 'retrieve', clientSecret });

    /** @param {Result} result @param {string} secret @param {ElementsOptions} options */
    const act = async (result, secret, options) => {
      const { status, next_action: next } = result.setupIntent ?? result.paymentIntent ?? {};
      if (status !== 'requires_action') return result;
      const url = next?.redirect_to_url?.url;
      if (!url) return challenge(key, secret, options);
      if (new URL(url).origin !== ORIGIN) return unreachable('The provider’s page is not one of the sandbox.');
      location.assign(url);
      return new Promise(() => {});
    };

    /** @param {string} clientSecret @param {string} [method] */
    const pay = async (clientSecret, method) =>
      act(await send({ type: 'pay', clientSecret, method }), clientSecret, defaults);

    return {
      /** @param {ElementsOptions} [given] */
      elements(given = {}) {
        /** @type {{options: ElementsOptions, payment?: ReturnType<typeof paymentElement>}} */
        const own = { options: { ...defaults, ...given } };
        const elements = {
          /** @param {string} type */
          create(type) {
            if (type !== 'payment') throw misuse(`The sandbox offers the payment element, not "${type}".`);
            if (own.payment) throw misuse('Can only create one Element of type payment.');
            own.payment = paymentElement(key, own.options);
            return own.payment.element;
          },
          /** @param {string} type */
          getElement: (type) => (type === 'payment' && own.payment?.element) || null,
          /** @param {ElementsOptions} change */
          update({ locale, appearance }) {
            if (locale) own.options.locale = locale;
            if (appearance) own.options.appearance = appearance;
            own.payment?.look();
          },
          submit: async () => own.payment?.ask({ type: 'submit' }) ?? {},
          fetchUpdates: async () => ({}),
        };
        kept.set(elements, own);
        return elements;
      },

      /** @param {{elements: object, clientSecret?: string, confirmParams?: {return_url?: string}, redirect?: string}} request */
      async confirmSetup({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
        const own = kept.get(elements);
        if (!own?.payment) throw misuse('confirmSetup() needs elements with a mounted payment element.');
        const secret = clientSecret ?? own.options.clientSecret;
        if (!secret) throw misuse('confirmSetup() needs a clientSecret, here or in elements().');
        const back = returnTo(confirmParams.return_url, redirect);
        const asked = { type: 'confirm', clientSecret: secret, returnUrl: back && back.href };
        return leave(await act(await own.payment.ask(asked), secret, own.options), secret, redirect === 'if_required' ? '' : back);
      },

      /** @param {string} clientSecret @param {{payment_method?: string}} [data] */
      confirmCardPayment: (clientSecret, { payment_method: method } = {}) => pay(clientSecret, method),

      /** @param {{elements?: object, clientSecret: string, confirmParams?: {return_url?: string, payment_method?: string}, redirect?: string}} request */
      async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
        if (elements) throw misuse('The sandbox confirms payments with a saved payment method, not with elements.');
        const back = returnTo(confirmParams.return_url, redirect);
        return leave(await pay(clientSecret, confirmParams.payment_method), clientSecret, redirect === 'if_required' ? '' : back);
      },

      retrieveSetupIntent: retrieve,
      retrievePaymentIntent: retrieve,

      /** @param {{clientSecret: string}} request */
      handleNextAction: async ({ clientSecret }) => act(await retrieve(clientSecret), clientSecret, defaults),
    };
  };

  Object.assign(window, { Stripe });
})();
