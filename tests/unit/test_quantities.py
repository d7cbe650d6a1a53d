"""What each quantity must have, so that claims, published numbers, schema and documentation can rest on it alone."""

import subprocess
import sys

import pytest
from conftest import ROOT

from refit.claims import judge
from refit.configuration import docs
from refit.definitions.claims import Claim
from refit.definitions.published import Published
from refit.quantities import PUBLISHED, QUANTITIES, RunResults


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
class TestEachQuantity:
    def test_it_can_be_claimed_and_is_in_schema_and_documentation(self, quantity):
        Claim(
            quantity=quantity.name,
            experiment="" if quantity.of == "foundations" else "mnist_bn",
            example="7.png" if quantity.of == "example" else "",
            value="7" if quantity.value_type == "class" else 0.5,
        )
        assert quantity.name in docs.schema()["$defs"]["Claim"]["properties"]["quantity"]["enum"]
        assert f"| `{quantity.name}` | {quantity.words} |" in docs.page()

    def test_it_has_words_and_a_metric_where_it_is_of_a_part(self, quantity):
        assert quantity.words
        assert bool(quantity.part) == bool(quantity.metric)
        assert not quantity.in_history or quantity.part in ("training", "validation")

    def test_a_run_that_has_nothing_gives_no_value(self, quantity):
        values = [quantity.read(RunResults(history=[{"epoch": "1"}]), epoch, "7.png") for epoch in (None, 1)]
        assert values == [quantity.value(RunResults()) if quantity.of == "foundations" else None, None]

    def test_what_is_reported_exactly_is_reproduced_if_it_is_certain_or_a_class(self, quantity):
        value = "7" if quantity.value_type == "class" else 3.0
        claim = {"value": value, "decimals": None, "relation": "equal"}
        exact = quantity.is_certain or quantity.value_type == "class"
        assert judge(claim, quantity, [value])["verdict"] == ("reproduced" if exact else "not comparable")


def test_names_are_those_that_the_table_has_them_under():
    assert {name: quantity.name for name, quantity in QUANTITIES.items()} == {name: name for name in QUANTITIES}


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_measured_on_a_part_that_is_held_out_can_be_published(name):
    assert Published(data_set="mnist", model="LeNet", quantity=name, value=0.5).quantity == name
    assert name in docs.schema()["$defs"]["Published"]["properties"]["quantity"]["enum"]


def test_knowing_the_quantities_imports_no_library_that_is_slow_to_start():
    code = "import sys, refit.quantities; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "workflow/scripts", capture_output=True, text=True, check=True
    )
    assert not {"numpy", "pandas", "sklearn", "scipy", "pydantic"} & {*answer.stdout.split()}
