"""The SDK's classes of errors, what it repeats by itself, and signatures."""

import unittest
from concurrent.futures import ThreadPoolExecutor

import stripe

from receiver import forgetful, receiver
from support import monthly, payer, sdk, server


class Errors(unittest.TestCase):
    def setUp(self) -> None:
        self.client = sdk()
        self.v1 = self.client.v1

    def failure(self, kind: type[stripe.StripeError], call) -> stripe.StripeError:
        with self.assertRaises(kind) as raised:
            call()
        return raised.exception

    def test_a_request_that_is_wrong_names_the_parameter(self) -> None:
        customer = self.v1.customers.create().id
        sessions, configurations = self.v1.billing_portal.sessions, self.v1.billing_portal.configurations
        cases = [
            (lambda: self.v1.customers.create({"nickname": "x"}), "nickname", "parameter_unknown"),
            (lambda: self.v1.subscriptions.create({"customer": customer}), "items", "parameter_missing"),
            (lambda: self.v1.customers.list({"limit": 101}), "limit", None),
            (lambda: sessions.create({"customer": "cus_none"}), "customer", "resource_missing"),
            (lambda: sessions.create({"customer": customer, "locale": "xx"}), "locale", None),
            (lambda: configurations.create({}), "features", "parameter_missing"),
        ]
        for call, param, code in cases:
            error = self.failure(stripe.InvalidRequestError, call)
            self.assertEqual((error.http_status, error.param), (400, param))
            if code:
                self.assertEqual(error.code, code)
            self.assertTrue(error.request_id.startswith("req_"))

    def test_what_does_not_exist_is_not_found(self) -> None:
        for call in (
            lambda: self.v1.customers.retrieve("cus_none"),
            lambda: self.v1.billing_portal.configurations.retrieve("bpc_none"),
        ):
            error = self.failure(stripe.InvalidRequestError, call)
            self.assertEqual((error.http_status, error.code), (404, "resource_missing"))

    def test_a_declined_card_says_why(self) -> None:
        price, customer = monthly(self.client), payer(self.client, "pm_card_chargeCustomerFail")
        params = {"customer": customer.id, "items": [{"price": price.id}], "payment_behavior": "error_if_incomplete"}
        error = self.failure(stripe.CardError, lambda: self.v1.subscriptions.create(params))
        self.assertEqual((error.http_status, error.code, error.error.decline_code), (402, "card_declined", "generic_decline"))

    def test_keys_that_may_not(self) -> None:
        wrong = sdk(key="sk_test_other").v1
        for call in (wrong.customers.list, wrong.billing_portal.configurations.list):
            self.assertEqual(self.failure(stripe.AuthenticationError, call).http_status, 401)
        publishable = sdk(server().sandbox_origin, key="pk_test_portico").v1
        self.assertEqual(self.failure(stripe.PermissionError, publishable.customers.list).http_status, 403)

    def test_a_key_that_was_used_for_something_else(self) -> None:
        customer = self.v1.customers.create().id
        sessions, options = self.v1.billing_portal.sessions, {"idempotency_key": f"python-{customer}"}
        first = sessions.create({"customer": customer}, options)
        self.assertEqual(sessions.create({"customer": customer}, options).url, first.url)
        other = {"customer": customer, "locale": "nl"}
        error = self.failure(stripe.IdempotencyError, lambda: sessions.create(other, options))
        self.assertEqual(error.http_status, 400)

    def test_intents_the_sdk_repeats_by_itself(self) -> None:
        customer = self.v1.customers.create().id
        way, answers = forgetful(server().port)
        with way:
            v1 = sdk(way.origin, retries=5).v1

            def intent(number: int) -> None:
                if number % 2:
                    v1.billing_portal.sessions.create({"customer": customer})
                else:
                    v1.customers.balance_transactions.create(customer, {"amount": 1, "currency": "eur"})

            with ThreadPoolExecutor(8) as lanes:
                list(lanes.map(intent, range(16)))
        self.assertEqual(len(answers), 16)
        for known in answers.values():
            self.assertEqual(len(set(known)), 1)
        self.assertEqual(self.v1.customers.retrieve(customer).balance, 8)
        sessions = self.client.raw_request("get", f"/v1/portico/sessions?customer={customer}&limit=100")
        self.assertEqual(len(self.client.deserialize(sessions, api_mode="V1").data), 8)

    def test_events_the_sdk_verifies(self) -> None:
        endpoint, arrived = receiver()
        with endpoint:
            hook = self.v1.webhook_endpoints.create({"url": endpoint.origin, "enabled_events": ["customer.created"]})
            customer = self.v1.customers.create({"name": "Robin"}).id
            while True:
                body, signature = arrived.get(timeout=30)
                event = stripe.Webhook.construct_event(body, signature, hook.secret)
                if event.data.object.id == customer:
                    break
            self.assertEqual((event.type, event.data.object.name), ("customer.created", "Robin"))
            with self.assertRaises(stripe.SignatureVerificationError):
                stripe.Webhook.construct_event(body + b" ", signature, hook.secret)
            self.assertEqual(self.v1.events.retrieve(event.id).type, "customer.created")
            listed = [found.id for found in self.v1.events.list({"type": "customer.created"}).auto_paging_iter()]
            self.assertIn(event.id, listed)
            self.assertEqual(self.v1.webhook_endpoints.update(hook.id, {"disabled": True}).status, "disabled")
            self.assertEqual(self.v1.webhook_endpoints.retrieve(hook.id).url, endpoint.origin)
            hooks = [found.id for found in self.v1.webhook_endpoints.list().auto_paging_iter()]
            self.assertIn(hook.id, hooks)
            self.assertTrue(self.v1.webhook_endpoints.delete(hook.id).deleted)


if __name__ == "__main__":
    unittest.main()
