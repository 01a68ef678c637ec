// The demo's merchant, in a portal whose billing system is another process: all that `serve --sandbox` has, said by
// configuration.

import { demoKey } from "./merchant.ts";
import { type Ports, type Server, startServer } from "./server.ts";

/** Keys of the account's table in the configuration file, with their values. */
export type Settings = Record<string, string | number | boolean>;

const webhookSecret = "whsec_of_the_demo";

/**
 * A server with the sandbox beside it; settings of the account are added or replaced, and `tables` come before it. The
 * browser's script is the sandbox's too, or is left as it is in production: Stripe's, which no test can load.
 */
export function startDemo(settings: Settings, tables = "", script: "sandbox" | "production" = "sandbox"): Promise<Server> {
  const url = settings["public_url"];
  const host = typeof url === "string" ? { host: new URL(url).host } : {};
  // Webhooks are sent to this machine by its own name, which then is not the portal's.
  return startServer({ ...host, webhookSecret, config: (ports) => tables + configuration(ports, settings) + (script === "sandbox" ? processor(ports) : "") });
}

function configuration({ portal, sandbox, mail }: Ports, settings: Settings): string {
  const account: Settings = {
    id: "acct_portico_demo",
    name: "Fernhill Studio",
    secret_key: demoKey,
    publishable_key: "pk_test_portico",
    public_url: `http://localhost:${portal}`,
    // Servers ask it over 127.0.0.1, whatever `localhost` is on this machine.
    upstream: `http://127.0.0.1:${sandbox}`,
    upstream_per_second: 10_000,
    add_payment_method: "embedded",
    default_return_url: "https://fernhill.example/account",
    support_email: "support@fernhill.example",
    terms_of_service_url: "https://fernhill.example/terms",
    privacy_policy_url: "https://fernhill.example/privacy",
    country: "US",
    ...settings,
  };
  // What TOML calls basic strings, numbers and booleans is written as in JSON.
  const lines = Object.entries(account).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `
    [mail]
    smtp = "smtp://127.0.0.1:${mail}"
    from = "billing@fernhill.example"

    [[account]]
    ${lines.join("\n    ")}
    webhook_secrets = ["${webhookSecret}"]
  `;
}

function processor({ sandbox }: Ports): string {
  const shown = `http://localhost:${sandbox}`;
  return `
    [account.processor]
    script = "${shown}/v3/"
    script_src = ["${shown}"]
    frame_src = ["${shown}"]
    connect_src = ["${shown}"]
    trusted_types = true
  `;
}
