// @ts-check
/**
 * The few calls of the API that a publishable key and a client secret allow, on our own origin.
 *
 * @typedef {{type: string, code?: string, decline_code?: string, message: string, setup_intent?: any}} ApiError
 * @typedef {{setupIntent?: any, paymentIntent?: any, error?: ApiError}} Result
 * @typedef {{business_name?: string, cancel_url?: string | null, client_secret?: string | null, locale?: string | null,
 *   success_url?: string | null, error?: ApiError}} Page
 */

/** How long one call may take, in milliseconds. */
const PATIENCE = 30_000;

/** The error of a call that got no answer of the API. @type {ApiError} */
const UNREACHABLE = { type: 'api_connection_error', code: 'connection', message: 'The connection was lost.' };

/** @param {string} key publishable key */
export function api(key) {
  /** @param {string} path @param {Record<string, string>} [form] posts when given @returns {Promise<any>} the answer, or `{error}` */
  const call = async (path, form) => {
    try {
      const response = await fetch(path, {
        method: form ? 'POST' : 'GET',
        headers: { Authorization: `Bearer ${key}` },
        body: form && new URLSearchParams(form),
        credentials: 'omit',
        signal: AbortSignal.timeout(PATIENCE),
      });
      return await response.json();
    } catch {
      return { error: UNREACHABLE };
    }
  };

  /** @param {string} secret @param {string} verb @param {Record<string, string>} [form] @returns {Promise<Result>} */
  const intent = async (secret, verb, form) => {
    const id = /^((?:seti|pi)_\w+?)_secret_\w+$/.exec(secret)?.[1];
    if (!id) {
      const message = 'The client_secret provided does not match any associated intent on this account.';
      return { error: { type: 'invalid_request_error', code: 'resource_missing', message } };
    }
    const own = { client_secret: secret };
    const [path, name] = id.startsWith('pi_') ? ['payment_intents', 'paymentIntent'] : ['setup_intents', 'setupIntent'];
    const answer = form
      ? await call(`/v1/${path}/${id}${verb}`, { ...own, ...form })
      : await call(`/v1/${path}/${id}${verb}?${new URLSearchParams(own)}`);
    return answer.error ? { error: answer.error } : { [name]: answer };
  };

  return {
    /** The named test methods. @returns {Promise<import('./methods.js').TestMethod[]>} */
    methods: async () => {
      const answer = await call('/v3/test-methods');
      if (!Array.isArray(answer.data)) throw new Error('no list of test methods');
      return answer.data;
    },
    /** Where a checkout session stands. @param {string} secret the session's @returns {Promise<Page>} */
    page: (secret) => call(`/v1/payment_pages/${secret.split('_secret_')[0]}?${new URLSearchParams({ client_secret: secret })}`),
    /** @param {string} secret */
    retrieve: (secret) => intent(secret, ''),
    /** @param {string} secret @param {Record<string, string>} form */
    confirm: (secret, form) => intent(secret, '/confirm', form),
    /** What the bank would tell the API. @param {string} secret @param {'succeeded' | 'failed'} outcome */
    authenticate: (secret, outcome) => intent(secret, '/authenticate', { outcome }),
  };
}
