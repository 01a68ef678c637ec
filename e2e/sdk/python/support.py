"""Stripe's SDK for Python, unchanged, with another address."""

import sys
from pathlib import Path

import stripe

sys.path.append(str(Path(__file__).resolve().parents[2] / "support"))
from portico import KEY, server  # noqa: E402


def sdk(origin: str | None = None, key: str = KEY, retries: int = 2) -> stripe.StripeClient:
    """The SDK as merchants use it, with another address."""
    return stripe.StripeClient(key, base_addresses={"api": origin or server().origin}, max_network_retries=retries)


def monthly(client: stripe.StripeClient, amount: int = 2900) -> stripe.Price:
    """A recurring price of a product of its own, by the month."""
    product = client.v1.products.create({"name": "Team plan"})
    return client.v1.prices.create(
        {"product": product.id, "currency": "eur", "unit_amount": amount, "recurring": {"interval": "month"}}
    )


def payer(client: stripe.StripeClient, method: str = "pm_card_visa") -> stripe.Customer:
    """A customer with a default payment method, by Stripe's name of a test method."""
    customer = client.v1.customers.create({"name": "Robin Example", "email": "robin@example.com"})
    attached = client.v1.payment_methods.attach(method, {"customer": customer.id})
    return client.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": attached.id}})
