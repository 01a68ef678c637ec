"""Every resource there is: created, read, changed, listed to the end, and deleted where that can be done."""

import time
import unittest

from support import monthly, payer, sdk, server

DAY = 86_400


class Resources(unittest.TestCase):
    def setUp(self) -> None:
        self.client = sdk()
        self.v1 = self.client.v1

    def ids(self, page) -> list[str]:
        """Walks a list to its end."""
        return [found.id for found in page.auto_paging_iter()]

    def test_customers(self) -> None:
        customers = self.v1.customers
        email = f"python-{time.time_ns()}@example.com"
        made = [customers.create({"email": email, "metadata": {"a": "1", "b": "2"}}) for _ in range(5)]
        first = made[0]
        changed = customers.update(first.id, {"name": "Kim", "metadata": {"a": ""}})
        self.assertEqual((changed.name, changed.metadata.to_dict()), ("Kim", {"b": "2"}))
        self.assertEqual(customers.update(first.id, {"metadata": ""}).metadata.to_dict(), {})
        shown = customers.retrieve(first.id, {"expand": ["tax_ids", "subscriptions"]})
        self.assertEqual((shown.tax_ids.data, shown.subscriptions.data), ([], []))
        newest_first = [customer.id for customer in reversed(made)]
        self.assertEqual(self.ids(customers.list({"email": email, "limit": 2})), newest_first)
        self.assertTrue(customers.delete(first.id).deleted)
        self.assertTrue(customers.retrieve(first.id).deleted)

    def test_balances_and_tax_ids(self) -> None:
        customer = self.v1.customers.create().id
        balances = self.v1.customers.balance_transactions
        made = balances.create(customer, {"amount": -500, "currency": "eur"})
        self.assertEqual((made.ending_balance, balances.retrieve(customer, made.id).id), (-500, made.id))
        self.assertEqual(self.ids(balances.list(customer)), [made.id])
        tax_ids = self.v1.customers.tax_ids
        vat = tax_ids.create(customer, {"type": "eu_vat", "value": "NL123456789B01"})
        self.assertEqual(tax_ids.retrieve(customer, vat.id).country, "NL")
        self.assertEqual(self.ids(tax_ids.list(customer)), [vat.id])
        self.assertTrue(tax_ids.delete(customer, vat.id).deleted)

    def test_products_and_prices(self) -> None:
        product = self.v1.products.create({"name": "Team", "default_price_data": {"currency": "eur", "unit_amount": 1}})
        self.assertEqual(self.v1.products.update(product.id, {"name": "Teams"}).name, "Teams")
        self.assertEqual(self.v1.products.retrieve(product.id).name, "Teams")
        self.assertIn(product.id, self.ids(self.v1.products.list({"limit": 100})))
        price = self.v1.prices.create({"product": product.id, "currency": "eur", "unit_amount": 2, "nickname": "Two"})
        self.assertIsNone(self.v1.prices.update(price.id, {"nickname": ""}).nickname)
        expanded = self.v1.prices.retrieve(price.id, {"expand": ["product"]})
        self.assertEqual(expanded.product.name, "Teams")
        self.assertEqual(len(self.ids(self.v1.prices.list({"product": product.id, "limit": 1}))), 2)
        bare = self.v1.products.create({"name": "Without a price"})
        self.assertTrue(self.v1.products.delete(bare.id).deleted)

    def test_discounts_and_tax_rates(self) -> None:
        coupon = self.v1.coupons.create({"percent_off": 25, "duration": "once"})
        self.assertEqual(self.v1.coupons.update(coupon.id, {"name": "A quarter"}).name, "A quarter")
        self.assertTrue(self.v1.coupons.retrieve(coupon.id).valid)
        self.assertIn(coupon.id, self.ids(self.v1.coupons.list({"limit": 100})))
        code = self.v1.promotion_codes.create(
            {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": f"PY{time.time_ns()}"}
        )
        self.assertFalse(self.v1.promotion_codes.update(code.id, {"active": False}).active)
        self.assertEqual(self.v1.promotion_codes.retrieve(code.id).promotion.coupon, coupon.id)
        self.assertEqual(self.ids(self.v1.promotion_codes.list({"code": code.code})), [code.id])
        self.assertTrue(self.v1.coupons.delete(coupon.id).deleted)
        rate = self.v1.tax_rates.create({"display_name": "VAT", "percentage": 21, "inclusive": False})
        self.assertFalse(self.v1.tax_rates.update(rate.id, {"active": False}).active)
        self.assertEqual(self.v1.tax_rates.retrieve(rate.id).percentage, 21)
        self.assertIn(rate.id, self.ids(self.v1.tax_rates.list({"active": False})))

    def test_subscriptions_items_and_schedules(self) -> None:
        price, extra, customer = monthly(self.client), monthly(self.client, 900), payer(self.client)
        subscriptions, items, schedules = self.v1.subscriptions, self.v1.subscription_items, self.v1.subscription_schedules
        made = subscriptions.create(
            {"customer": customer.id, "items": [{"price": price.id}], "expand": ["latest_invoice"]}
        )
        self.assertEqual((made.status, made.latest_invoice.status), ("active", "paid"))
        self.assertEqual(subscriptions.retrieve(made.id).id, made.id)
        self.assertEqual(self.ids(subscriptions.list({"customer": customer.id})), [made.id])
        item = items.create({"subscription": made.id, "price": extra.id, "quantity": 2})
        self.assertEqual(items.update(item.id, {"quantity": 3}).quantity, 3)
        self.assertEqual(items.retrieve(item.id).price.id, extra.id)
        self.assertEqual(len(self.ids(items.list({"subscription": made.id}))), 2)
        self.assertTrue(items.delete(item.id).deleted)
        changed = subscriptions.update(made.id, {"metadata": {"team": "7"}, "billing_cycle_anchor": {"type": "unchanged"}})
        self.assertEqual(changed.metadata["team"], "7")
        schedule = schedules.create({"from_subscription": made.id})
        self.assertEqual(schedules.update(schedule.id, {"end_behavior": "cancel"}).end_behavior, "cancel")
        self.assertEqual(schedules.retrieve(schedule.id).subscription, made.id)
        self.assertEqual(self.ids(schedules.list({"customer": customer.id})), [schedule.id])
        self.assertEqual(schedules.release(schedule.id).status, "released")
        canceled = subscriptions.cancel(made.id, {"cancellation_details": {"feedback": "unused"}})
        self.assertEqual((canceled.status, canceled.cancellation_details.feedback), ("canceled", "unused"))
        again = subscriptions.create({"customer": customer.id, "items": [{"price": price.id}]})
        schedule = schedules.create({"from_subscription": again.id})
        self.assertEqual(schedules.cancel(schedule.id).status, "canceled")

    def test_invoices(self) -> None:
        customer = payer(self.client)
        invoices, items = self.v1.invoices, self.v1.invoice_items
        draft = invoices.create({"customer": customer.id, "currency": "eur"})
        item = items.create({"customer": customer.id, "invoice": draft.id, "amount": 4500})
        self.assertEqual(items.update(item.id, {"amount": 6000}).amount, 6000)
        self.assertEqual(items.retrieve(item.id).invoice, draft.id)
        spare = items.create({"customer": customer.id, "invoice": draft.id, "amount": 1})
        self.assertEqual(self.ids(items.list({"invoice": draft.id, "limit": 1})), [spare.id, item.id])
        self.assertTrue(items.delete(spare.id).deleted)
        self.assertEqual(invoices.update(draft.id, {"description": "Work"}).description, "Work")
        self.assertEqual(invoices.finalize_invoice(draft.id).amount_due, 6000)
        self.assertEqual([line.amount for line in invoices.line_items.list(draft.id).auto_paging_iter()], [6000])
        self.assertEqual(invoices.pay(draft.id).status, "paid")
        self.assertEqual(invoices.retrieve(draft.id).status, "paid")
        self.assertEqual(self.ids(invoices.list({"customer": customer.id})), [draft.id])
        for end, status in ((invoices.void_invoice, "void"), (invoices.mark_uncollectible, "uncollectible")):
            other = invoices.create({"customer": customer.id, "currency": "eur"})
            items.create({"customer": customer.id, "invoice": other.id, "amount": 100})
            invoices.finalize_invoice(other.id)
            self.assertEqual(end(other.id).status, status)
        unsent = invoices.create({"customer": customer.id, "currency": "eur"})
        self.assertTrue(invoices.delete(unsent.id).deleted)

    def test_previews_payments_and_what_is_given_back(self) -> None:
        price, customer = monthly(self.client), payer(self.client)
        params = {"customer": customer.id, "subscription_details": {"items": [{"price": price.id, "quantity": 2}]}}
        self.assertEqual(self.v1.invoices.create_preview(params).total, 5800)
        made = self.v1.subscriptions.create({"customer": customer.id, "items": [{"price": price.id}]})
        self.assertEqual(self.v1.invoices.create_preview({"subscription": made.id}).total, 2900)
        intents = self.ids(self.v1.payment_intents.list({"customer": customer.id}))
        intent = self.v1.payment_intents.retrieve(intents[0], {"expand": ["latest_charge"]})
        self.assertEqual((intent.status, intent.latest_charge.amount), ("succeeded", 2900))
        charge = self.v1.charges.retrieve(intent.latest_charge.id)
        self.assertEqual(self.ids(self.v1.charges.list({"customer": customer.id})), [charge.id])
        refund = self.v1.refunds.create({"charge": charge.id, "amount": 900})
        self.assertEqual(self.v1.refunds.retrieve(refund.id).status, "succeeded")
        self.assertEqual(self.ids(self.v1.refunds.list({"charge": charge.id})), [refund.id])
        note = self.v1.credit_notes.create({"invoice": made.latest_invoice, "amount": 500, "credit_amount": 500})
        self.assertEqual(self.v1.credit_notes.retrieve(note.id).total, 500)
        self.assertEqual(self.ids(self.v1.credit_notes.list({"invoice": made.latest_invoice})), [note.id])
        self.assertEqual(self.ids(self.v1.credit_notes.line_items.list(note.id)), [])

    def test_payment_methods_and_setup_intents(self) -> None:
        customer = self.v1.customers.create().id
        methods, intents = self.v1.payment_methods, self.v1.setup_intents
        card = methods.attach("pm_card_visa", {"customer": customer})
        self.assertEqual(methods.update(card.id, {"metadata": {"a": "b"}}).metadata["a"], "b")
        self.assertEqual(methods.retrieve(card.id).card.last4, "4242")
        self.assertEqual(self.ids(methods.list({"customer": customer})), [card.id])
        self.assertEqual(self.ids(self.v1.customers.payment_methods.list(customer)), [card.id])
        self.assertIsNone(methods.detach(card.id).customer)
        debit = methods.create(
            {"type": "sepa_debit", "sepa_debit": {"iban": "DE89370400440532013000"},
             "billing_details": {"name": "Robin", "email": "robin@example.com"}}
        )
        self.assertEqual(debit.sepa_debit.last4, "3000")
        intent = intents.create({"customer": customer, "allowed_payment_method_types": ["card"]})
        self.assertEqual(intents.update(intent.id, {"description": "For later"}).description, "For later")
        self.assertEqual(intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status, "succeeded")
        self.assertEqual(intents.retrieve(intent.id).status, "succeeded")
        other = intents.create({"customer": customer})
        self.assertEqual(intents.cancel(other.id).status, "canceled")
        self.assertEqual(self.ids(intents.list({"customer": customer, "limit": 1})), [other.id, intent.id])

    def test_meters_and_their_events(self) -> None:
        meters = self.v1.billing.meters
        name = f"calls-{time.time_ns()}"
        meter = meters.create({"display_name": "Calls", "event_name": name, "default_aggregation": {"formula": "sum"}})
        self.assertEqual(meters.update(meter.id, {"display_name": "API calls"}).display_name, "API calls")
        self.assertEqual(meters.retrieve(meter.id).event_name, name)
        customer = self.v1.customers.create().id
        payload = {"stripe_customer_id": customer, "value": "12"}
        event = self.v1.billing.meter_events.create({"event_name": name, "payload": payload})
        self.assertEqual(event.payload["value"], "12")
        self.assertEqual(meters.deactivate(meter.id).status, "inactive")
        self.assertEqual(meters.reactivate(meter.id).status, "active")
        self.assertIn(meter.id, self.ids(meters.list({"limit": 100})))

    def test_clocks(self) -> None:
        clocks = self.v1.test_helpers.test_clocks
        start = int(time.time()) - 40 * DAY
        clock = clocks.create({"frozen_time": start})
        self.assertEqual(clocks.advance(clock.id, {"frozen_time": start + DAY}).status, "advancing")
        self.assertEqual(clocks.retrieve(clock.id).frozen_time, start + DAY)
        self.assertIn(clock.id, self.ids(clocks.list({"limit": 100})))
        self.assertTrue(clocks.delete(clock.id).deleted)

    def test_the_portal(self) -> None:
        price, customer = monthly(self.client), payer(self.client)
        portal = self.v1.billing_portal
        configuration = portal.configurations.create(
            {
                "features": {
                    "subscription_cancel": {"enabled": True},
                    "subscription_update": {
                        "enabled": True,
                        "default_allowed_updates": ["price"],
                        "products": [{"product": price.product, "prices": [price.id]}],
                    },
                },
                "business_profile": {"privacy_policy_url": "https://shop.example.com/privacy",
                                     "terms_of_service_url": "https://shop.example.com/terms"},
                "default_return_url": "https://shop.example.com/account",
                "metadata": {"group": "teams"},
                "expand": ["features.subscription_update.products"],
            }
        )
        self.assertEqual(configuration.features.subscription_update.products[0].prices, [price.id])
        self.assertEqual(portal.configurations.update(configuration.id, {"metadata": ""}).metadata.to_dict(), {})
        self.assertTrue(portal.configurations.retrieve(configuration.id).active)
        self.assertIn(configuration.id, self.ids(portal.configurations.list({"limit": 1})))
        session = portal.sessions.create({"customer": customer.id, "configuration": configuration.id, "locale": "nl"})
        self.assertEqual((session.configuration, session.locale), (configuration.id, "nl"))
        self.assertTrue(session.url.startswith(f"{server().origin}/p/session#"))
        reasons = self.v1.billing.feedback_options
        reason = reasons.create({"description": "We moved to paper"})
        self.assertEqual(reasons.update(reason.id, {"description": "Paper"}).description, "Paper")
        self.assertEqual(reasons.retrieve(reason.id).status, "active")
        self.assertEqual(reasons.deactivate(reason.id).status, "inactive")
        self.assertIn(reason.id, self.ids(reasons.list({"status": "inactive", "limit": 1})))


if __name__ == "__main__":
    unittest.main()
