"""The data tests of the package find the rows they are for, and say what is wrong with them."""

import pytest
import yaml
from jinja2 import Template
from support import PROJECT_VARS, ROOT

MART = "mart_cro__micro_macro_lags"
YAML = yaml.safe_load((ROOT / "models" / "correlations" / "lags" / f"{MART}.yml").read_text())
TYPES = {
    column["name"]: Template(column["data_type"]).render(var=PROJECT_VARS.get)
    for column in YAML["models"][0]["columns"]
}
KEY = "micro_macro_lag_key"
FILLED = {
    "unit": "session",
    "micro_conversion_key": "looked",
    "macro_conversion_key": "bought",
    **dict.fromkeys(["done_count", "converted_count", "converted_before_count"], 0),
    **dict.fromkeys(["not_converted_count", "immature_count"], 0),
}


@pytest.fixture
def failing(build_models):
    """A function: the rows that the tests of a kind find in a mart made by hand, or none."""

    def found(kind, rows):
        built = build_models(
            [f"{MART},test_name:{kind}"],
            {MART: (TYPES, rows)},
            command="test",
            must_succeed=False,
        )
        (result,) = [item for item in built.outcome.results if item.node.resource_type == "test"]
        exceptions = built.database.query(result.node.compiled_code).dicts()
        assert str(result.status) == ("fail" if exceptions else "pass")
        return exceptions

    return found


def test_a_row_key_is_filled_and_stands_once(failing):
    keys = ["once", "twice", "twice", None]
    found = failing("row_key", [{KEY: key} for key in keys])
    counts = {row["key_value"]: row["row_count"] for row in found}
    assert counts == {"twice": 2, None: 1}
    assert failing("row_key", [{KEY: "once"}, {KEY: "another"}]) == []


def test_what_is_never_null_is_named_with_its_row(failing):
    holes = {KEY: "2", **FILLED, "unit": None, "converted_count": None}
    (found,) = failing("never_null", [{KEY: "1", **FILLED}, holes])
    assert (found[KEY], found["null_columns"].split()) == ("2", ["unit", "converted_count"])
    assert failing("never_null", [{KEY: "1", **FILLED}]) == []
