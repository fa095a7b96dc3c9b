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
