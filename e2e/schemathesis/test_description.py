"""The API does what its description says, whatever it is asked."""

import json
import os
import subprocess
import sys
import unittest
import urllib.parse
import urllib.request
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
NOTES = FOLDER.parents[1] / "target/xtask/schemathesis"
sys.path.append(str(FOLDER.parent / "support"))
from portico import KEY, server  # noqa: E402

# How many requests are made up for each operation, beside those at the edges of each parameter.
EXAMPLES = os.environ.get("PORTICO_EXAMPLES", "20")


def merchant(path: str, **form: str) -> dict:
    """What the merchant's server gets for a form."""
    request = urllib.request.Request(
        server().origin + path, urllib.parse.urlencode(form).encode() or None, {"Authorization": f"Bearer {KEY}"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def subscriber() -> str:
    """A customer with something of everything."""
    customer = merchant("/v1/customers", name="Robin Example", email="robin@example.com")["id"]
    for method in ["pm_card_visa", "pm_card_mastercard"]:
        attached = merchant(f"/v1/payment_methods/{method}/attach", customer=customer)["id"]
    merchant(f"/v1/customers/{customer}", **{"invoice_settings[default_payment_method]": attached})
    merchant(f"/v1/customers/{customer}/tax_ids", type="eu_vat", value="NL123456789B12")
    product = merchant("/v1/products", name="Team plan")["id"]
    price = merchant("/v1/prices", product=product, currency="eur", unit_amount="2900", **{"recurring[interval]": "month"})["id"]
    merchant("/v1/subscriptions", customer=customer, **{"items[0][price]": price})
    return customer


class Description(unittest.TestCase):
    def fuzz(self, paths: str, *headers: str) -> None:
        """Asks everything below a path, and everything it should not be asked."""
        # What it keeps for the next run does not belong beside the tests.
        NOTES.mkdir(parents=True, exist_ok=True)
        document = NOTES / "openapi.json"
        document.write_text(json.dumps(merchant("/v1/portico/openapi.json")))
        options = ["--url", server().origin, "--include-path-regex", paths, "--checks", "all", "--max-examples", EXAMPLES]
        # The same requests each time, or a failure could not be looked into.
        steady = ["--generation-deterministic", "--no-color", "--warnings", "off"]
        ran = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "--config-file", FOLDER / "schemathesis.toml"]
            + ["run", document, *options, *steady, *(part for header in headers for part in ["--header", header])],
            cwd=NOTES,
            env=os.environ
            | {
                "PYTHONPATH": str(FOLDER),
                "SCHEMATHESIS_HOOKS": "hooks",
                "PORTICO_ORIGIN": server().origin,
                "PORTICO_KEY": KEY,
                "PORTICO_CUSTOMER": subscriber(),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        # Some requests are long; what they are about is at their beginning.
        said = "\n".join(line[:400] for line in ran.stdout.splitlines())
        self.assertEqual(ran.returncode, 0, said)
        print(*(line for line in said.splitlines() if "generated" in line), file=sys.stderr)

    def test_what_the_merchants_server_can_ask(self) -> None:
        self.fuzz("^/v1/", f"Authorization: Bearer {KEY}")

    def test_what_the_customers_browser_can_ask(self) -> None:
        self.fuzz("^/api/", "Sec-Fetch-Site: same-origin")


if __name__ == "__main__":
    unittest.main()
