"""Snowplow web events whose user id names the edge case each row stands for.

The publisher's expected tables follow rules of its own; every difference is asserted with
its reason, so that a new one cannot slip in.
"""

from collections import Counter

import pytest
from outside import build, number, read_csv, shared_data


@pytest.fixture(scope="module")
def site(new_database, tmp_path_factory):
    folder = shared_data("snowplow_web")
    return build(
        new_database("duckdb", "snowplow_web"),
        "snowplow_web",
        tables={"events": folder / "snowplow_web_events.csv"},
        vars={
            "cro__sources": ["snowplow"],
            "cro__snowplow_events": "raw.events",
            "cro__snowplow_columns": {
                "load_tstamp": "load_tstamp",
                "network_userid": "network_userid",
                "mkt_clickid": "mkt_clickid",
                "mkt_network": "mkt_network",
                "dvce_type": "dvce_type",
                "geo_country": "geo_country",
            },
            "cro__snowplow_entities": {
                "web_page": "contexts_com_snowplowanalytics_snowplow_web_page_1_0_0",
                "spiders_and_robots": "contexts_com_iab_snowplow_spiders_and_robots_1_0_0",
            },
            # Part of the site was recorded on localhost.
            "cro__exclude_internal": False,
            "cro__min_micro_conversions_per_macro": 1,
        },
        target_path=tmp_path_factory.mktemp("target"),
    )


def expected(table):
    return read_csv(shared_data("snowplow_web") / f"expected_{table}.csv")


def test_duplicates_end_in_the_ledger(site):
    rows = site.query(
        "select user_id, ledger_place, count(*) from analytics.int_cro__event_ledger"
        " where user_id like 'dupe:%' group by user_id, ledger_place"
    )
    assert {row[:2]: row[2] for row in rows.rows} == {
        ("dupe: event_id same collector_tstamp", "kept"): 12,
        ("dupe: event_id same collector_tstamp", "duplicate_id"): 2,
        ("dupe: event_id different collector_tstamp", "kept"): 6,
        ("dupe: event_id different collector_tstamp", "duplicate_id"): 1,
        # Two events of one page view are two events.
        ("dupe: page_view_id different derived_tstamp", "kept"): 11,
    }
    places = site.query(
        "select ledger_place, count(*) from analytics.int_cro__event_ledger group by ledger_place"
    )
    assert places.rows == [("duplicate_id", 3), ("kept", 157)]
    assert number(site, "select count(distinct event_id) from raw.events") == 157


def test_the_row_that_arrived_first_is_kept(site):
    rows = site.query(
        "select ledger_place, received_at from analytics.int_cro__event_ledger"
        " where user_id = 'dupe: event_id different collector_tstamp' and event_id in"
        " (select event_id from raw.events group by event_id having count(*) > 1)"
    )
    received = {place: received_at for place, received_at in rows.rows}
    assert received["kept"] < received["duplicate_id"]


def test_null_ids(site):
    """One id is enough: a cookie without a session, or the collector's cookie alone."""
    rows = site.query(
        "select ledger.user_id, ledger.source_session_id is null, raw_events.domain_userid is null,"
        " ledger.anonymous_id = raw_events.network_userid"
        " from analytics.int_cro__event_ledger as ledger"
        " inner join raw.events as raw_events on ledger.event_id = raw_events.event_id"
        " where ledger.user_id in ('NULL domain_sessionid', 'NULL domain_userid')"
        " and ledger.ledger_place = 'kept'"
    )
    assert rows.rows == [
        ("NULL domain_sessionid", True, False, False),
        ("NULL domain_userid", False, True, True),
    ]
    no_view = site.query(
        "select event_name, properties like '%page_view_id%'"
        " from analytics.int_cro__events where user_id = 'NULL page_view_id'"
    )
    assert no_view.rows == [("page_view", False), ("snplow_cookies", True)]


def test_stitching(site):
    """A device with one user is that user's, also with several cookies; with ten it is nobody's."""
    rows = site.query(
        "select events.user_id, count(distinct sessions.visitor_key),"
        " count(distinct sessions.device_key), count(distinct sessions.session_key)"
        " from analytics.int_cro__session_events as sessions"
        " inner join analytics.int_cro__events as events on sessions.event_key = events.event_key"
        " group by events.user_id"
    )
    found = {row[0]: row[1:] for row in rows.rows}
    assert found["No edge cases"] == (1, 1, 3)
    assert found["Rotating domain_userid per session"] == (1, 3, 3)
    assert found["Multiple first sessions per user"] == (1, 1, 2)
    assert found["consent_accel"] == (1, 26, 26)
    stitched = {user: counts for user, counts in found.items() if user.startswith("user stitch")}
    assert len(stitched) == 10
    assert set(stitched.values()) == {(1, 1, 1)}
    shared = site.query(
        "select user_count from analytics.int_cro__visitor_identities where is_shared_device"
    )
    assert shared.rows == [(10,)]


def test_page_views_against_the_expected_table(site):
    events = site.query(
        "select event_id, user_id from analytics.int_cro__events where event_name = 'page_view'"
    )
    wanted = {row["event_id"] for row in expected("page_views")}
    assert len(wanted) == 43
    assert wanted <= set(events.column("event_id"))
    ours_only = Counter(user for event, user in events.rows if event not in wanted)
    assert ours_only == {
        # Theirs ends a session after three days, ours takes the tracker's session as it is.
        "long session": 2,
        "Unexpired session": 1,
        # Theirs drops events sent more than three days after they happened.
        "late arriving: device created/sent >3 days": 1,
        # Theirs counts ids of page views, ours counts events.
        "NULL page_view_id": 1,
        "dupe: page_view_id different derived_tstamp": 1,
    }


def test_sessions_against_the_expected_table(site):
    sessions = site.query(
        "select sessions.source_session_id, min(events.user_id),"
        " count(distinct sessions.session_key), count(*),"
        " sum(case when events.event_name = 'page_view' then 1 else 0 end),"
        " min(events.occurred_at), max(events.occurred_at)"
        " from analytics.int_cro__session_events as session_events"
        " inner join analytics.int_cro__sessions as sessions"
        " on session_events.session_key = sessions.session_key"
        " inner join analytics.int_cro__events as events"
        " on session_events.event_key = events.event_key"
        " group by sessions.source_session_id"
    )
    found = {row[0]: row[1:] for row in sessions.rows}
    wanted = {row["domain_sessionid"]: row for row in expected("sessions")}
    assert len(wanted) == 18
    assert set(wanted) <= set(found)
    ours_only = Counter(found[session][0] for session in set(found) - set(wanted))
    assert ours_only == {
        # Theirs needs a page view or page ping with an id; ours is any visit with an event.
        "consent_accel": 26,
        "NULL page_view_id": 1,
        # Theirs leaves out events without a session id; ours cuts them by gaps.
        "NULL domain_sessionid": 1,
        # Theirs drops events sent more than three days after they happened.
        "late arriving: device created/sent >3 days": 1,
    }

    differences = set()
    for session, row in wanted.items():
        label, pieces, events, page_views, started_at, ended_at = found[session]
        comparisons = {
            "pieces": (pieces, 1),
            "events": (events, int(row["total_events"])),
            "page views": (page_views, int(row["page_views"])),
            "start": (str(started_at)[:23], row["start_tstamp"]),
            "end": (str(ended_at)[:23], row["end_tstamp"]),
        }
        differences |= {
            (label, what) for what, (ours, theirs) in comparisons.items() if ours != theirs
        }
    assert differences == {
        # Theirs stops counting after three days.
        ("long session", "events"),
        ("long session", "page views"),
        ("long session", "end"),
        ("Unexpired session", "events"),
        ("Unexpired session", "page views"),
        ("Unexpired session", "end"),
        # Theirs counts a page view once for its id, ours both events.
        ("dupe: page_view_id different derived_tstamp", "page views"),
        # A session of one stray ping: theirs takes its page as seen since the ping before.
        ("stray page ping", "page views"),
        ("stray page ping", "start"),
        ("No edge cases", "page views"),
        ("No edge cases", "start"),
        # A session belongs to one device; theirs keeps the id of a session over three cookies.
        ("Rotating domain_userid per session", "pieces"),
    }


def test_users_against_the_expected_table(site):
    visitors = site.query("select user_id, session_count from analytics.dim_cro__visitors")
    found = dict(visitors.rows)
    wanted = {row["user_id"]: int(row["sessions"]) for row in expected("users")}
    assert len(wanted) == 11
    assert len(found) == 25
    assert set(wanted) - set(found) == set()
    assert set(found) - set(wanted) == {
        # Sessions that theirs leaves out, as above.
        "consent_accel",
        "NULL page_view_id",
        "NULL domain_sessionid",
        "late arriving: device created/sent >3 days",
        # Theirs has no user without a cookie, ours knows the user id.
        "NULL domain_userid",
        # Theirs gives a shared cookie to one of its users, ours keeps the ten apart.
        *(f"user stitch - session: 1st id: {user}" for user in (2,)),
        *(f"user stitch - session: 2nd id: {user}" for user in range(3, 11)),
    }
    differences = {user: (found[user], wanted[user]) for user in wanted if found[user] != wanted[user]}
    assert differences == {
        # One session id over three cookies is three visits of one visitor.
        "Rotating domain_userid per session": (3, 1),
        # The second session belongs to the other users of the shared cookie.
        "user stitch - session: 1st id: 1": (1, 2),
    }


def test_the_session_that_theirs_quarantines_is_kept(site):
    quarantined = [row["session_id"] for row in expected("base_quarantined_sessions")]
    labels = site.query(
        "select distinct user_id from analytics.int_cro__events"
        f" where source_session_id = '{quarantined[0]}'"
    )
    assert len(quarantined) == 1
    # It is longer than three days, which is unusual but no fault of any row.
    assert labels.rows == [("long session",)]
