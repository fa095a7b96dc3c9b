"""The same raw rows shuffled, doubled or on another database give the same tables.

From the generic adapter to the facts; the rows tie wherever they can.
"""

import datetime
import random

import pytest
from support import assert_same_rows

START = datetime.datetime(2026, 3, 1, 23, 30)
SELECTION = """
    stg_cro__event_aliases stg_cro__junk_ids stg_cro__traffic_rules stg_cro__page_type_rules
    stg_cro__source_overlaps stg_cro__channel_rules stg_cro__exchange_rates
    stg_cro__generic_events stg_cro__tracker_events stg_cro__parsed_events stg_cro__page_types
    stg_cro__traffic_values stg_cro__events
    int_cro__model_states int_cro__event_loads int_cro__event_rows int_cro__duplicate_rows
    int_cro__same_actions int_cro__event_ledger int_cro__events
    int_cro__visitor_identities int_cro__visitor_events
    int_cro__client_session_events int_cro__client_sessions int_cro__joined_server_events
    int_cro__server_session_events int_cro__session_events int_cro__session_spans
    int_cro__session_entries int_cro__entry_channels int_cro__sessions dim_cro__visitors
    int_cro__conversion_definitions int_cro__conversion_rules int_cro__rule_events
    int_cro__needed_properties int_cro__event_properties int_cro__rule_groups int_cro__valid_rules
    int_cro__held_rule_groups int_cro__name_matches int_cro__property_matches int_cro__absence_matches
    int_cro__matched_events
    int_cro__conversion_matches int_cro__conversion_events int_cro__conversion_values
    int_cro__counted_conversions int_cro__refunds
    fct_cro__micro_conversions fct_cro__macro_conversions fct_cro__sessions
"""
COMPARED = [
    *("int_cro__events", "int_cro__session_events", "int_cro__sessions", "dim_cro__visitors"),
    *("int_cro__conversion_matches", "fct_cro__micro_conversions"),
    *("fct_cro__macro_conversions", "fct_cro__sessions"),
]
CHOICES = {
    "tracker": ["web", "web", "app", "backend"],
    "event": ["Product Viewed", "productViewed", "added", "Added", "purchase", "purchase"],
    "seconds": [0, 0, 0.5, 1, 5, 30, 600, 1800, 1800.5, 3600, 5400, 7200, 90000],
    "delay": [None, 0, 0, 1, 2],
    "sequence": [None, None, "1", "2"],
    "person": [None, None, "u1", "u2"],
    "device": ["d1", "d1", "d2", None],
    "visit": [None, None, None, "s1"],
    "platform": ["web", "web", "server"],
    "url": ["https://shop.example/p/1?utm_source=Google&utm_medium=cpc", "/pricing", None],
    "referrer": [None, "https://www.google.com/search", "https://shop.example/"],
    "order_no": [None, "o1", "o2"],
    "amount": ["10", "19.99", "-5", None],
    "currency": ["EUR", "USD", "GBP", None],
    "agent": [None, None, None, None, "Googlebot"],
    "consent": [None, "true", "false"],
    "browser": [None, "Firefox", "Safari"],
    "props": [None, '{"plan": "pro"}', '{"plan": "free", "n": 1}'],
}
COLUMNS = {
    **{"source_name": "tracker", "event_id": "id", "event_name": "event", "occurred_at": "ts"},
    **{"received_at": "received", "loaded_at": "loaded", "event_sequence": "sequence"},
    **{"user_id": "person", "anonymous_id": "device", "source_session_id": "visit"},
    **{"platform": "platform", "page_url": "url", "page_referrer": "referrer"},
    **{"order_id": "order_no", "revenue": "amount", "currency": "currency"},
    **{"user_agent": "agent", "has_analytics_consent": "consent", "browser": "browser"},
    **{"properties": "props"},
}
SETTINGS = {
    "cro__sources": ["generic"],
    "cro__generic_events": "analytics.raw_rows",
    "cro__generic_columns": COLUMNS,
    "cro__reporting_time_zone": "America/New_York",
    "cro__order_namespaces": {"web": "shop", "app": "shop"},
    "cro__identifying_columns": ["source_event_name", "occurred_at", "anonymous_id", "user_id"],
}
SEEDS = {
    "cro_event_aliases": ("source_name", "alias", "event_name"),
    "cro_junk_ids": ("value",),
    "cro_traffic_rules": ("traffic_type", "property", "operator", "value"),
    "cro_page_type_rules": ("rule_number", "page_type", "property", "operator", "value"),
    "cro_source_overlaps": (
        *("preferred_source", "other_source", "event_name", "match_column", "max_seconds"),
    ),
    "cro_channel_rules": ("rule_number", "channel", "property", "operator", "value"),
    "cro_exchange_rates": ("currency", "valid_from", "valid_to", "rate"),
}
SEED_ROWS = {
    "cro_traffic_rules": [("bot", "user_agent", "contains", "bot")],
    "cro_page_type_rules": [(1, "pricing", "page_path", "equals", "/pricing")],
    "cro_source_overlaps": [("backend", "web", "purchase", "order_id", 60)],
    "cro_channel_rules": [(1, "Paid Search", "utm_medium", "equals", "cpc")],
    "cro_exchange_rates": [("USD", None, None, "0.9")],
}
DEFINITIONS = {
    "product_viewed": {"cooldown_seconds": 30, "frequency_rule": "once_per_session"},
    "product_added": {"min_occurrences": 2, "frequency_rule": "every_time"},
    "product_ordered": {"frequency_rule": "once_per_day"},
}
RULES = [
    ("product_viewed", "1", "event_name", "equals", "product_viewed"),
    ("product_added", "1", "event_name", "in", "added|purchase"),
    ("product_added", "1", "plan", "not_equals", "free"),
    ("product_added", "2", "event_name", "equals", "added"),
    ("product_ordered", "1", "event_name", "equals", "purchase"),
]


def random_rows(count, seed):
    """Rows of small worlds; copies of an event differ in what no rule orders by."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        world = number // 8
        row = {name: chance.choice(choices) for name, choices in CHOICES.items()}
        at = START + datetime.timedelta(seconds=row.pop("seconds"))
        delay = row.pop("delay")
        row["id"] = chance.choice([None, f"{world}/{chance.randrange(8)}"])
        row["ts"] = str(at)
        row["received"] = None if delay is None else str(at + datetime.timedelta(seconds=delay))
        row["loaded"] = str(at.date() + datetime.timedelta(days=chance.choice([1, 1, 2])))
        for name in ("person", "device", "order_no"):
            row[name] = row[name] and f"{row[name]} of {world}"
        rows += [row] + [
            {**row, name: chance.choice(CHOICES[name])}
            for name in ("browser", "consent", "props")
            if chance.random() < 0.1
        ]
    return rows


def build(workshop, target, rows):
    inputs = {"raw_rows": (dict.fromkeys(COLUMNS.values(), "varchar"), rows)}
    for seed, columns in SEEDS.items():
        seed_rows = [dict(zip(columns, row)) for row in SEED_ROWS.get(seed, [])]
        inputs[seed] = (dict.fromkeys(columns, "varchar"), seed_rows)
    defaults = {
        **{"definition_version": 1, "cooldown_seconds": 0, "min_occurrences": 1},
        **{"status": "active", "valid_from": "1900-01-01", "valid_to": "9999-01-01"},
        "funnel_stage": "intent",
    }
    for kind, keys in {
        "micro": ["product_viewed", "product_added"],
        "macro": ["product_ordered"],
    }.items():
        inputs[f"dim_cro__{kind}_conversions"] = [
            {
                f"{kind}_conversion_key": key,
                f"{kind}_conversion_version_key": key,
                **defaults,
                **DEFINITIONS[key],
            }
            for key in keys
        ]
    names = ("conversion_key", "rule_group", "property_name", "operator", "value")
    inputs["stg_cro__plan_rules"] = [
        {**dict(zip(names, rule)), "definition_version": 1} for rule in RULES
    ]
    inputs["stg_cro__plan_properties"] = [{"property_name": "plan", "path": "plan"}]
    inputs["dim_cro__funnel_steps"] = []
    built = workshop.build_models(SELECTION, inputs, target=target, vars=SETTINGS)
    return {name: built[name] for name in COMPARED}


@pytest.fixture(scope="module")
def as_they_come(workshop):
    tables = build(workshop, "duckdb", random_rows(800, seed=1))
    for name, table in tables.items():
        assert len(table.rows) > 50, name
    return tables


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_shuffled_and_doubled_rows_give_the_same_tables(workshop, as_they_come, target):
    rows = random_rows(800, seed=1)
    chance = random.Random(2)
    # Some rows were delivered again later: they lose against the first delivery.
    again = [
        {**row, "loaded": "2026-03-09"} if row["received"] and chance.random() < 0.5 else row
        for row in rows
    ]
    rows += again
    chance.shuffle(rows)
    for name, table in build(workshop, target, rows).items():
        assert_same_rows(table, as_they_come[name], name=name)
