"""The Snowplow adapter on tables made by hand: few columns, broken entities, a mistyped var."""

from datetime import datetime
from decimal import Decimal

from support import dbt

CORE = (
    *("event_id", "event", "event_name", "collector_tstamp", "derived_tstamp", "platform"),
    *("user_id", "domain_userid", "domain_sessionid", "page_url", "page_title", "page_referrer"),
    *("mkt_source", "mkt_medium", "mkt_campaign", "mkt_term", "mkt_content", "useragent"),
    *("se_category", "se_action", "se_label", "se_property", "se_value"),
)
ADAPTER = "base_cro__snowplow_events base_cro__snowplow_values stg_cro__snowplow_events"


def adapt(build_models, rows, columns=(), entities=(), time_type="timestamp"):
    """The rows that the adapter gives, by event id; times are real ones, as in a warehouse, or text."""
    names = {name: name for name in columns}, {name: name for name in entities}
    types = dict.fromkeys([*CORE, *columns, *entities], "varchar")
    types |= {name: time_type for name in types if name.endswith("_tstamp")}
    built = build_models(
        ADAPTER,
        {"atomic_events": (types, rows)},
        vars={
            "cro__sources": ["snowplow"],
            "cro__snowplow_events": "analytics.atomic_events",
            "cro__snowplow_columns": names[0],
            "cro__snowplow_entities": names[1],
        },
    )
    return {row["event_id"]: row for row in built["stg_cro__snowplow_events"].dicts()}


def test_a_table_with_nothing_but_core_columns(build_models):
    moment = datetime(2026, 1, 2, 3, 4, 5, 678000)
    row = {
        "event_id": "e1",
        "event": "struct",
        "event_name": "event",
        "collector_tstamp": moment,
        "domain_userid": "cookie",
        "se_action": "play",
        "se_label": 'say "hi"\n\\',
        "platform": "web",
    }
    found = adapt(build_models, [row])["e1"]
    assert found["source_event_name"] == "play"
    assert found["occurred_at"] == found["received_at"] == found["loaded_at"] == moment
    assert found["properties"] == '{"se_label": "say \\"hi\\"\\n\\\\"}'
    assert found["order_id"] is found["revenue"] is found["unreadable_columns"] is None


def test_times_may_be_text_too(build_models):
    rows = [
        {
            "event_id": "readable",
            "derived_tstamp": "2026-01-01 00:30:00+01:00",
            "collector_tstamp": "2026-01-01 00:00:05",
            "load_tstamp": "2026-01-01T00:10:00Z",
        },
        {
            "event_id": "unreadable",
            "derived_tstamp": "2026-02-31 00:00:00",
            "collector_tstamp": "yesterday",
        },
    ]
    found = adapt(build_models, rows, columns=("load_tstamp",), time_type="varchar")
    readable, unreadable = found["readable"], found["unreadable"]
    assert readable["occurred_at"] == datetime(2025, 12, 31, 23, 30)
    assert readable["received_at"] == datetime(2026, 1, 1, 0, 0, 5)
    assert readable["loaded_at"] == datetime(2026, 1, 1, 0, 10)
    assert unreadable["occurred_at"] is unreadable["received_at"] is unreadable["loaded_at"] is None
    assert unreadable["unreadable_columns"] == "occurred_at, received_at"


def test_broken_entities_are_named_and_stop_nothing(build_models):
    entities = ("transaction", "refund", "ecommerce_action", "client_session")
    rows = [
        {"event_id": "cut off", "transaction": '[{"transaction_id": "T1"'},
        {"event_id": "closes another", "transaction": '[], "refund": ["'},
        {"event_id": "words", "transaction": '[{"revenue": "free", "transaction_id": "T2"}]'},
        {"event_id": "no list", "transaction": '{"revenue": 1}', "ecommerce_action": "[]"},
        {"event_id": "no object", "ecommerce_action": '"transaction"', "client_session": "7"},
        {"event_id": "nothing", "transaction": "[]", "ecommerce_action": "{}"},
        {"event_id": "null", "transaction": "null", "client_session": '[{"eventIndex": null}]'},
        {
            "event_id": "sound",
            "ecommerce_action": '{"type": "refund"}',
            "refund": '[{"transaction_id": "T3", "refund_amount": 2.5}]',
            "client_session": '[{"eventIndex": 4}]',
        },
        {"event_id": "bad index", "client_session": '[{"eventIndex": "first"}]'},
    ]
    found = adapt(build_models, rows, entities=entities)
    unreadable = {event: row["unreadable_columns"] for event, row in found.items()}
    assert unreadable == {
        "cut off": "properties",
        "closes another": "properties",
        "words": "revenue",
        "no list": None,
        "no object": None,
        "nothing": None,
        "null": None,
        "sound": None,
        "bad index": "event_sequence",
    }
    assert found["words"]["order_id"] == "T2"
    assert found["no list"]["revenue"] is None
    assert found["sound"]["revenue"] == Decimal("-2.5")
    assert found["sound"]["event_sequence"] == 4


def test_a_column_that_the_adapter_does_not_read_is_refused(tmp_path):
    outcome = dbt(
        "parse",
        vars={"cro__snowplow_columns": {"load_timestamp": "load_tstamp"}},
        target_path=tmp_path,
        must_succeed=False,
    )
    assert not outcome.success
    assert "load_timestamp" in outcome.text() and "load_tstamp, network_userid" in outcome.text()
