"""A simulated shop with planted stories: its sessions and purchases, and its checkout bug."""

import pytest
from outside import build, number, shared_data

COLUMNS = {
    "event_name": "event",
    "occurred_at": '"timestamp"',
    "user_id": "user_id",
    "source_session_id": "session_id",
    "platform": "'web'",
    "device_category": "platform",
    "utm_medium": "acquisition_channel",
}
BUG_STARTS, BUG_ENDS = "2024-04-09", "2024-05-09"


@pytest.fixture(scope="module")
def shop(new_database, tmp_path_factory):
    folder = shared_data("ecom_simulation")
    return build(
        new_database("duckdb", "ecom_simulation"),
        "ecom_simulation",
        tables={"events": folder / "ecom.csv.gz"},
        vars={
            "cro__sources": ["generic"],
            "cro__generic_events": "raw.events",
            "cro__generic_source_name": "simulation",
            "cro__generic_columns": COLUMNS,
        },
        target_path=tmp_path_factory.mktemp("target"),
    )


def test_rows_without_an_event_id(shop):
    """Thirty rows repeat another in everything that identifies an event, so they are the same."""
    places = shop.query(
        "select ledger_place, count(*) from analytics.int_cro__event_ledger group by ledger_place"
    )
    assert places.rows == [("duplicate_id", 30), ("kept", 31076)]


def test_sessions_and_purchases(shop):
    sessions = shop.query(
        "select count(*), sum(case when is_converted then 1 else 0 end)"
        " from analytics.fct_cro__sessions"
    )
    assert sessions.rows == [(3605, 470)]
    assert number(shop, "select count(*) from analytics.fct_cro__macro_conversions") == 470
    assert number(shop, "select count(*) from analytics.dim_cro__visitors") == 600


def test_the_bug_hits_mobile_sessions_only(shop):
    hit = shop.query(
        "select sessions.device_category, count(distinct micros.session_key),"
        " min(micros.conversion_date) >= date '2024-04-09',"
        " max(micros.conversion_date) <= date '2024-05-09'"
        " from analytics.fct_cro__micro_conversions as micros"
        " inner join analytics.fct_cro__sessions as sessions"
        " on micros.session_key = sessions.session_key"
        " where micros.micro_conversion_key = 'checkout_bug_hit'"
        " group by sessions.device_category"
    )
    assert hit.rows == [("mobile", 32, True, True)]


def checkouts(shop, device, first_day, last_day):
    """Sessions that gave an address on these days, and how many went on to the payment details.

    Read from the funnel mart, by day and device; a session enters once, so its days add up.
    """
    steps = shop.query(
        "select step_number, cast(sum(unit_count) as integer)"
        " from analytics.mart_cro__funnel_performance"
        " where funnel_key = 'checkout' and period_grain = 'day'"
        f" and segment_name = 'device_category' and segment_value = '{device}'"
        f" and period_start between date '{first_day}' and date '{last_day}'"
        " group by step_number"
    )
    return tuple(count for _, count in steps.rows)


def test_the_bug_shows_in_the_funnel_by_day_and_device(shop):
    """On mobile half as many get past the address while the bug is there; on desktop nothing moves."""
    before, during, after = (
        ("2024-01-01", "2024-04-08"),
        (BUG_STARTS, BUG_ENDS),
        ("2024-05-10", "2024-06-30"),
    )
    assert checkouts(shop, "mobile", *before) == (52, 28)
    assert checkouts(shop, "mobile", *during) == (60, 16)
    assert checkouts(shop, "mobile", *after) == (149, 77)
    assert checkouts(shop, "desktop", *before) == (107, 62)
    assert checkouts(shop, "desktop", *during) == (118, 63)
    assert checkouts(shop, "desktop", *after) == (208, 121)


def test_purchase_rate_by_device(shop):
    """The whole funnel says the same: mobile loses nearly half of its purchases, desktop none."""
    rates = shop.query(
        "select segment_value, period_start between date '2024-04-09' and date '2024-05-09',"
        " 1.0 * sum(case when step_number = 2 then unit_count else 0 end)"
        " / sum(case when step_number = 1 then unit_count else 0 end)"
        " from analytics.mart_cro__funnel_performance"
        " where funnel_key = 'visit_to_purchase' and period_grain = 'day'"
        " and segment_name = 'device_category' and segment_value in ('mobile', 'desktop')"
        " group by 1, 2"
    )
    rate = {row[:2]: float(row[2]) for row in rates.rows}
    assert rate["mobile", True] < 0.6 * rate["mobile", False]
    assert rate["desktop", True] > rate["desktop", False]
