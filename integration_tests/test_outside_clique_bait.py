"""Clique Bait, case study 6 of the 8 Week SQL Challenge: its published answers come out."""

from collections import Counter

import pytest
from conftest import TARGETS
from outside import build, number, percent, shared_data

EVENTS = """
create view raw.shop_events as
select
    events.visit_id,
    events.cookie_id,
    users.user_id,
    events.sequence_number,
    events.event_time,
    event_identifier.event_name,
    page_hierarchy.page_name,
    case
        when page_hierarchy.product_id is not null
            then '{"product_id": "' || page_hierarchy.product_id || '"}'
    end as properties
from raw.events
inner join raw.users on events.cookie_id = users.cookie_id
inner join raw.event_identifier on events.event_type = event_identifier.event_type
inner join raw.page_hierarchy on events.page_id = page_hierarchy.page_id
"""
COLUMNS = {
    "event_id": "visit_id || '-' || sequence_number",
    "event_name": "event_name",
    "event_sequence": "sequence_number",
    "occurred_at": "event_time",
    "anonymous_id": "cookie_id",
    "user_id": "user_id",
    "source_session_id": "visit_id",
    "page_title": "page_name",
    "platform": "'web'",
    "properties": "properties",
}
# Product views, cart adds, purchased, abandoned.
PRODUCTS = {
    "Salmon": (1559, 938, 711, 227),
    "Kingfish": (1559, 920, 707, 213),
    "Tuna": (1515, 931, 697, 234),
    "Russian Caviar": (1563, 946, 697, 249),
    "Black Truffle": (1469, 924, 707, 217),
    "Abalone": (1525, 932, 699, 233),
    "Lobster": (1547, 968, 754, 214),
    "Crab": (1564, 949, 719, 230),
    "Oyster": (1568, 943, 726, 217),
}
CATEGORIES = {"Shellfish": (6204, 3792), "Fish": (4633, 2789), "Luxury": (3032, 1870)}


@pytest.fixture(scope="module", params=TARGETS)
def shop(request, new_database, tmp_path_factory):
    folder = shared_data("clique_bait")
    tables = ("events", "users", "event_identifier", "page_hierarchy")
    return build(
        new_database(request.param, "clique_bait"),
        "clique_bait",
        tables={name: folder / f"{name}.csv" for name in tables},
        views=[EVENTS],
        vars={
            "cro__sources": ["generic"],
            "cro__generic_events": "raw.shop_events",
            "cro__generic_source_name": "clique_bait",
            "cro__generic_columns": COLUMNS,
        },
        target_path=tmp_path_factory.mktemp("target"),
        has_correlations=request.param == "duckdb",
    )


def test_every_row_is_an_event_of_one_of_500_visitors(shop):
    places = shop.query(
        "select ledger_place, count(*) from analytics.int_cro__event_ledger group by ledger_place"
    )
    assert places.rows == [("kept", 32734)]
    visitors = shop.query(
        "select count(*), sum(device_count), sum(session_count)"
        " from analytics.dim_cro__visitors where is_identified"
    )
    assert visitors.rows == [(500, 1782, 3564)]
    assert round(1782 / 500, 2) == 3.56


def test_events_by_kind(shop):
    micros = shop.query(
        "select micro_conversion_key, count(*) from analytics.fct_cro__micro_conversions"
        " group by micro_conversion_key"
    )
    counts = dict(micros.rows)
    assert counts["page_viewed"] == 20928
    assert counts["cart_item_added"] == 8451
    assert counts["ad_displayed"] == 876
    assert counts["ad_clicked"] == 702
    assert number(shop, "select count(*) from analytics.fct_cro__macro_conversions") == 1777


def test_visits_per_month(shop):
    months = shop.query(
        "select cast(extract(month from entry_date) as integer), count(*)"
        " from analytics.fct_cro__sessions group by 1"
    )
    assert months.rows == [(1, 876), (2, 1488), (3, 916), (4, 248), (5, 36)]


def test_visits_with_a_purchase(shop):
    visits, converted = shop.query(
        "select count(*), sum(case when is_converted then 1 else 0 end)"
        " from analytics.fct_cro__sessions"
    ).rows[0]
    assert percent(converted, visits) == 49.86


def test_checkouts_without_a_purchase(shop):
    """Every visit enters the funnel once, so its days add up."""
    checkouts, purchases = (
        number(
            shop,
            "select sum(unit_count) from analytics.mart_cro__funnel_performance"
            " where funnel_key = 'checkout_to_purchase' and segment_name = 'all'"
            f" and period_grain = 'day' and step_number = {step}",
        )
        for step in (1, 2)
    )
    assert checkouts == 2103
    assert round(100 - percent(purchases, checkouts), 2) == 15.50


@pytest.fixture(scope="module")
def products(shop):
    """Views, cart adds and purchases per product: attempts of the funnel that holds the product.

    A visit can look at several products, and every look is an attempt of its own.
    """
    attempts = shop.query(
        "select segment_value, step_number, cast(sum(attempt_count) as integer)"
        " from analytics.mart_cro__funnel_performance"
        " where funnel_key = 'product_to_purchase' and segment_name = 'held_value'"
        " and period_grain = 'day'"
        " group by segment_value, step_number"
    )
    counts = {(product, step): count for product, step, count in attempts.rows}
    pages = shop.query(
        "select product_id, page_name, product_category from raw.page_hierarchy"
        " where product_id is not null"
    )
    return {
        (name, category): tuple(counts[product, step] for step in (1, 2, 3))
        for product, name, category in pages.rows
    }


def test_products(products):
    found = {
        name: (views, adds, purchased, adds - purchased)
        for (name, _), (views, adds, purchased) in products.items()
    }
    assert found == PRODUCTS


def test_categories(products):
    views, adds = Counter(), Counter()
    for (_, category), counts in products.items():
        views[category] += counts[0]
        adds[category] += counts[1]
    assert {category: (views[category], adds[category]) for category in views} == CATEGORIES


def test_mean_rates_from_view_to_cart_and_from_cart_to_purchase(products):
    view_to_cart = [adds / views for views, adds, _ in products.values()]
    cart_to_purchase = [purchased / adds for _, adds, purchased in products.values()]
    assert round(100 * sum(view_to_cart) / 9, 2) == 60.95
    assert round(100 * sum(cart_to_purchase) / 9, 2) == 75.93


def converted_visits(shop, group):
    """Visits and visits with a purchase per group, an expression over what the visit did."""
    groups = shop.query(
        "with visits as ("
        " select sessions.session_key, sessions.is_converted,"
        " max(case when micro_conversion_key = 'ad_displayed' then 1 else 0 end) as has_ad,"
        " max(case when micro_conversion_key = 'ad_clicked' then 1 else 0 end) as has_click,"
        " max(case when micro_conversion_key = 'cart_item_added' then 1 else 0 end) as has_cart"
        " from analytics.fct_cro__sessions as sessions"
        " left join analytics.fct_cro__micro_conversions as micros"
        " on sessions.session_key = micros.session_key"
        " group by sessions.session_key, sessions.is_converted)"
        f" select {group}, sum(case when is_converted then 1 else 0 end), count(*)"
        " from visits group by 1"
    )
    return {group: (converted, visits) for group, converted, visits in groups.rows}


def test_purchases_by_ad(shop):
    group = (
        "case when has_click = 1 then 'click' when has_ad = 1 then 'impression only'"
        " else 'no ad' end"
    )
    assert converted_visits(shop, group) == {
        "no ad": (1040, 2688),
        "impression only": (113, 174),
        "click": (624, 702),
    }


def test_no_visit_without_a_cart_purchases(shop):
    assert converted_visits(shop, "has_cart") == {1: (1777, 2510), 0: (0, 1054)}
