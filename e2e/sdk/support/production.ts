// Portico as it runs in production: configured by a file, with a billing system elsewhere.

import { demoKey } from "../../support/merchant.ts";
import { type Server, startServer } from "../../support/server.ts";

export const webhookSecret = "whsec_known_to_both";

/** A server of its own whose billing system is at `upstream`. */
export function startProduction(upstream: string): Promise<Server> {
  return startServer({
    config: ({ portal }) => `
      [[account]]
      id = "acct_shop"
      name = "Shop"
      secret_key = "${demoKey}"
      publishable_key = "pk_test_portico"
      public_url = "http://localhost:${portal}"
      upstream = "${upstream}"
      webhook_secrets = ["${webhookSecret}"]
      default_return_url = "https://shop.example.com/account"
    `,
  });
}
