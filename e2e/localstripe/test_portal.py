"""A portal on a billing system by other people, whose objects are years older than those Portico was written for: plans
and no prices, one period for the whole subscription, no account, no Checkout, failures in plain text. What it has works;
what it lacks is said, and the rest of the portal stays."""

import unittest

from support import Browser, shop

# What the portal's pages have words for.
CLEAR = {"upstream_error", "upstream_unavailable", "feature_disabled", "not_found", "invalid_request"}


class Portal(unittest.TestCase):
    def setUp(self) -> None:
        self.shop = shop()
        self.customer, self.subscription, self.cards = self.shop.subscriber()
        self.browser = Browser(self.shop, self.customer)

    def shown(self) -> dict:
        """The first screen, read again."""
        answer = self.browser.get("/api/session")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def succeed(self, method: str, path: str, body: dict | None = None) -> dict:
        answer = self.browser.change(method, path, body)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def test_the_first_screen_shows_what_there_is(self) -> None:
        portal = self.browser.portal
        self.assertEqual(portal["customer"]["email"], "robin@example.com")
        self.assertEqual({method["id"] for method in portal["payment_methods"]}, set(self.cards))
        self.assertEqual(portal["payment_methods"][0]["id"], self.cards[0])
        self.assertTrue(portal["payment_methods"][0]["is_default"])
        [subscription] = portal["subscriptions"]
        [item] = subscription["items"]
        self.assertEqual(subscription["status"], "active")
        self.assertGreater(subscription["current_period_end"], subscription["created"])
        price = item["price"]
        self.assertEqual((price["unit_amount"], price["currency"]), (2900, "eur"))
        self.assertEqual(price["recurring"]["interval"], "month")
        [invoice] = portal["invoices"]["data"]
        self.assertEqual((invoice["total"], invoice["status"]), (2900, "paid"))

    def test_methods_are_chosen_and_removed_and_the_last_one_stays(self) -> None:
        first, second = self.cards
        self.succeed("PUT", f"/api/payment-methods/{second}/default")
        self.assertEqual(self.shown()["payment_methods"][0]["id"], second)
        self.succeed("DELETE", f"/api/payment-methods/{first}")
        self.assertEqual([method["id"] for method in self.shown()["payment_methods"]], [second])
        refused = self.browser.change("DELETE", f"/api/payment-methods/{second}")
        self.assertEqual((refused.status, refused.code()), (409, "payment_method_required"))
        self.assertEqual([method["id"] for method in self.shown()["payment_methods"]], [second])

    def test_a_subscription_is_canceled_and_renewed(self) -> None:
        [before] = self.browser.portal["subscriptions"]
        self.succeed("POST", f"/api/subscriptions/{self.subscription}/cancel")
        [canceled] = self.shown()["subscriptions"]
        self.assertEqual(canceled["cancel_at"], before["current_period_end"])
        self.succeed("POST", f"/api/subscriptions/{self.subscription}/renew")
        [renewed] = self.shown()["subscriptions"]
        self.assertIsNone(renewed["cancel_at"])

    def test_invoices_are_listed_read_and_downloaded(self) -> None:
        [invoice] = self.browser.get("/api/invoices").json()["data"]
        path = f"/api/invoices/{invoice['id']}"
        session = f"?session={self.browser.portal['session']['id']}"
        self.assertEqual(self.browser.get(path).json()["invoice"]["total"], 2900)
        pdf = self.browser.get(f"{path}/pdf{session}")
        self.assertTrue(pdf.status == 200 and pdf.body.startswith(b"%PDF"), pdf.body[:200])
        csv = self.browser.get(f"/api/invoices.csv{session}")
        self.assertTrue(csv.status == 200 and b"EUR,29.00" in csv.body, csv.body)

    def test_what_it_lacks_is_said_and_the_portal_stays(self) -> None:
        of_subscription = f"/api/subscriptions/{self.subscription}"
        reads = [
            # It previews invoices by other parameters.
            f"{of_subscription}/cancel",
            f"{of_subscription}/update",
            # It fails, in plain text.
            "/api/invoices?status=paid",
            "/api/invoices/in_nobody",
        ]
        changes = [
            # It has no Checkout.
            ("/api/payment-methods/setup", None),
            # It fails, in plain text.
            (f"{of_subscription}/cancellation-details", {"feedback": "too_expensive"}),
            (f"{of_subscription}/update/preview", {"price": "plan"}),
            ("/api/customer/tax-ids", {"kind": "eu_vat", "value": "DE123456789"}),
        ]
        said = [(path, self.browser.get(path)) for path in reads]
        said += [(path, self.browser.change("POST", path, body)) for path, body in changes]
        for path, answer in said:
            with self.subTest(path):
                self.assertNotEqual(answer.status, 500)
                self.assertIn(answer.code(), CLEAR)
        # What will be charged next cannot be computed, and is left out.
        self.assertEqual(self.browser.get("/api/upcoming").json()["charges"], [])
        self.assertEqual(self.shown()["subscriptions"], self.browser.portal["subscriptions"])

    def test_the_merchants_own_calls_are_answered(self) -> None:
        made = self.shop.call(
            "POST", "/v1/billing_portal/configurations", {"features[invoice_history][enabled]": "true"}
        )
        self.assertEqual(made.status, 200, made.body)
        missing = self.shop.call("POST", "/v1/billing_portal/sessions", {"customer": "cus_nobody"})
        self.assertEqual((missing.status, missing.json()["error"]["param"]), (400, "customer"))
        # What is not ours is passed on, word for word.
        for path in ("/v1/prices", "/v1/account", "/v1/webhook_endpoints"):
            self.assertEqual(self.shop.call("GET", path).status, 404, path)
        self.assertEqual(self.shop.call("GET", f"/v1/customers/{self.customer}").status, 200)


if __name__ == "__main__":
    unittest.main()
