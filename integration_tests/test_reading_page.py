"""docs/read_the_correlations.md quotes what the demo says, and names what there is."""

import re

import pytest
import yaml
from support import ROOT

PAGE = (ROOT / "docs" / "read_the_correlations.md").read_text()
VARS = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]["cro"]
MART = "mart_cro__micro_macro_correlations"
FOLDER = ROOT / "models" / "correlations"
# In the order of the page; the last one never comes before the goal, so it has no number.
ACTIONS = [
    "size_selected", "product_image_zoomed", "coupon_searched", "store_availability_checked",
    "order_survey_answered",
]  # fmt: skip


def columns_of(path):
    return yaml.safe_load(path.read_text())["models"][0]["columns"]


def said(number):
    return "none" if number is None else f"{number:.2f}"


@pytest.fixture(scope="module")
def headline(demos):
    """The shop's visits: the mart's row of each action."""
    return {
        row["micro_conversion_key"]: row
        for row in demos("duckdb").read(MART).dicts()
        if (row["unit"], row["macro_conversion_key"]) == ("session", "order_placed")
    }


@pytest.fixture(scope="module")
def ratios(demos):
    """Risk ratios of visits by action, method and segment value."""
    return {
        (row["micro_conversion_key"], row["method"], row["segment_value"]): row["estimate"]
        for row in demos("duckdb").read("mart_cro__micro_macro_estimates").dicts()
        if (row["unit"], row["macro_conversion_key"]) == ("session", "order_placed")
        and row["segment_name"] in ("source_name", "device_category")
        and row["measure"] == "risk_ratio"
    }


def test_the_table_of_the_example_is_what_the_demo_says(headline, ratios):
    for action in ACTIONS:
        row = headline[action]
        same_step = "none"
        if row["risk_ratio"] is not None:
            bounds = f"{said(row['risk_ratio_lower'])} to {said(row['risk_ratio_upper'])}"
            same_step = f"{said(row['risk_ratio'])} ({bounds})"
        simpler = [said(ratios[action, method, "shop"]) for method in ("crude", "landmark")]
        cells = [f"`{action}`", *simpler, same_step, f"`{row['verdict']}`"]
        assert f"| {' | '.join(cells)} |" in PAGE


def test_the_text_of_the_example_is_what_the_demo_says(demos, headline, ratios):
    size, coupon = headline["size_selected"], headline["coupon_searched"]
    points, orders = 100 * size["risk_difference"], size["associated_conversions"]
    unsegmented = demos("duckdb").query(
        "select unsegmented_ratio from analytics.int_cro__robustness where unit = 'session' "
        "and action_key = 'coupon_searched' and macro_conversion_key = 'order_placed'"
    )
    desktop = ratios["store_availability_checked", "same_step", "desktop"]
    mobile = ratios["store_availability_checked", "same_step", "mobile"]
    quotes = [
        size["sentence"],
        f"{size['compared_exposed_count']} of the {size['exposed_count']} had somebody",
        f"{points:.1f} points for {size['compared_exposed_count']} visits are {orders:.0f} associated",
        f"even the same step says {said(unsegmented.rows[0][0])}",
        f"among people on the same device it is {said(coupon['risk_ratio'])}",
        f"more orders on desktop ({said(desktop)}) and with almost none on mobile ({said(mobile)})",
        f"{said(size['e_value'])}: something that makes people {said(size['e_value'])} times",
        f"end of the interval ({said(size['e_value_of_near_bound'])})",
        f"Choosing a size is at {100 * size['effect_percentile']:.0f} %",
    ]
    plain = " ".join(PAGE.split())
    assert [quote for quote in quotes if quote not in plain] == []
    assert coupon["is_reversed"] and size["is_robust"] and not size["is_reversed"]


def test_the_verdicts_stand_in_the_order_in_which_they_are_given():
    columns = columns_of(FOLDER / f"{MART}.yml")
    column = next(column for column in columns if column["name"] == "verdict")
    values = next(
        test["accepted_values"]["arguments"]["values"]
        for test in column["data_tests"]
        if "accepted_values" in test
    )
    section = PAGE.split("\n## Verdict by verdict\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.M) == values


def test_the_defaults_are_those_of_the_project():
    limits = ["cro__min_exposed_units", "cro__min_conversions", "cro__min_expected_conversions"]
    assert f"| {', '.join(str(VARS[name]) for name in limits)} |" in PAGE
    useful = [VARS["cro__useful_ratio_above"], VARS["cro__useful_ratio_below"]]
    assert f"| {useful[0]:.2f}, {useful[1]:.2f} |" in PAGE
    assert f"| {VARS['cro__max_q_value']} |" in PAGE and f"| {VARS['cro__step_seconds']} |" in PAGE
    assert VARS["cro__visitor_horizon_seconds"] == 14 * 86400


def test_the_page_names_only_what_there_is():
    marts = ROOT.glob("models/**/mart_cro__micro_*.yml")
    known = {column["name"] for path in marts for column in columns_of(path)}
    known |= set(VARS) | set(ACTIONS)
    known |= {path.stem for path in ROOT.glob("models/**/*.sql")}
    known |= {path.stem for folder in ("seeds", "analyses") for path in ROOT.glob(f"{folder}/**/*.*")}
    known |= {"session", "visitor", "order_placed"}
    known |= set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))
    assert set(re.findall(r"`([a-z_]+)`", PAGE)) - known == set()
