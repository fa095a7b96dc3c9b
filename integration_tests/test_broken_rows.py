"""Broken raw rows: each is quarantined with a sentence that names it, none stops a run.

Beside them stand rows that only look broken and must be kept. One build takes all of them,
on both databases, with the demo's tracking plan.
"""

import json
from datetime import datetime

import pytest
from conftest import TARGETS
from incremental_histories import NOT_COMPARED
from support import assert_same_rows, dbt

COLUMNS = (
    *("event_id", "event_name", "event_sequence", "occurred_at", "received_at", "loaded_at"),
    *("anonymous_id", "user_id", "source_session_id", "platform", "page_url", "page_title"),
    *("order_id", "revenue", "currency", "has_analytics_consent", "is_bot", "properties"),
)
COMPARED = ["int_cro__event_ledger", "mart_cro__event_ledger", "fct_cro__sessions"]
SOUND = {
    "event_name": "product_viewed",
    "event_sequence": "1",
    "occurred_at": "2024-05-01 12:00:00",
    "received_at": "2024-05-01 12:00:02",
    "loaded_at": "2024-05-01 12:10:00",
    "anonymous_id": "device",
    "platform": "web",
    "page_url": "https://shop.example/products/1",
    "properties": '{"product_id": "p1"}',
}
NAME = "no event name"
TIME = "no usable time"
YEAR = "dated outside 1990 to 2200"
LOADED = "no usable load time"
NOBODY = "neither anonymous_id nor user_id"
FUTURE = "dated later than it arrived"
JSON = "not valid JSON"


def unreadable(column):
    return f"unreadable value in {column}"


# What is wrong: what the row has instead of a sound one, and what its sentence must say.
BROKEN = {
    "no name": ({"event_name": None}, NAME),
    "blank name": ({"event_name": "   "}, NAME),
    "name of signs only": ({"event_name": " -_- "}, NAME),
    "no id": ({"anonymous_id": None}, NOBODY),
    "blank ids": ({"anonymous_id": " ", "user_id": ""}, NOBODY),
    "junk ids": ({"anonymous_id": "undefined", "user_id": "NULL"}, NOBODY),
    "zero id": ({"anonymous_id": "00000000-0000-0000-0000-000000000000"}, NOBODY),
    "no time": ({"occurred_at": None}, TIME),
    "time in words": ({"occurred_at": "yesterday"}, TIME),
    "time that warehouses know": ({"occurred_at": "infinity"}, TIME),
    "seconds since 1970": ({"occurred_at": "1714564800"}, TIME),
    "impossible date": ({"occurred_at": "2024-02-31 00:00:00"}, TIME),
    "impossible hour": ({"occurred_at": "2024-05-01 25:00:00"}, TIME),
    "named time zone": ({"occurred_at": "2024-05-01 12:00:00 Europe/Paris"}, TIME),
    "afternoon": ({"occurred_at": "2024-05-01 12:00:00 PM"}, TIME),
    "date of another country": ({"occurred_at": "01.05.2024 12:00"}, TIME),
    "long past": ({"occurred_at": "1024-05-01 12:00:00"}, YEAR),
    "end of time": ({"occurred_at": "9999-12-31 23:59:59"}, YEAR),
    "two hours early": ({"occurred_at": "2024-05-01 14:00:00"}, FUTURE),
    "later than the load": (
        {"occurred_at": "2024-05-02 12:00:00", "received_at": None},
        FUTURE,
    ),
    "no load time": ({"loaded_at": None}, LOADED),
    "load time in words": ({"loaded_at": "last night"}, LOADED),
    "arrival in words": ({"received_at": "soon"}, unreadable("received_at")),
    "amount in words": ({"revenue": "twelve"}, unreadable("revenue")),
    "amount that is no number": ({"revenue": "NaN"}, unreadable("revenue")),
    "amount with thousands": ({"revenue": "1,234.50"}, unreadable("revenue")),
    "amount with a long exponent": ({"revenue": "1e17"}, unreadable("revenue")),
    "amount with half an exponent": ({"revenue": "12e"}, unreadable("revenue")),
    "amount too long": ({"revenue": "9" * 24 + ".99999"}, unreadable("revenue")),
    "sequence with a fraction": ({"event_sequence": "1.5"}, unreadable("event_sequence")),
    "sequence too long": ({"event_sequence": "9" * 30}, unreadable("event_sequence")),
    "perhaps": ({"has_analytics_consent": "perhaps"}, unreadable("has_analytics_consent")),
    "bot of sorts": ({"is_bot": "2"}, unreadable("is_bot")),
    "half JSON": ({"properties": '{"product_id": '}, JSON),
    "JSON of another language": ({"properties": "{'product_id': None}"}, JSON),
    "JSON with NaN": ({"properties": '{"percent": NaN}'}, JSON),
    "JSON with a last comma": ({"properties": '{"product_id": "p1",}'}, JSON),
    "JSON with a zero character": ({"properties": '{"product_id": "\\u0000"}'}, JSON),
    "JSON of 20,000 levels": ({"properties": '{"list": ' + "[" * 20000 + "]" * 20000 + "}"}, JSON),
    "JSON with half a character": ({"properties": '{"product_id": "\\ud800"}'}, JSON),
}
# What looks wrong: what the row has instead, and what must come out.
KEPT = {
    "offset": (
        {"occurred_at": "2024-05-01T12:00:00+02:00"},
        {"occurred_at": datetime(2024, 5, 1, 10)},
    ),
    "offset after a blank": (
        {"occurred_at": "2024-05-01 07:00:00 -0500"},
        {"occurred_at": datetime(2024, 5, 1, 12)},
    ),
    "zulu with milliseconds": (
        {"occurred_at": "2024-05-01T12:00:00.5Z"},
        {"occurred_at": datetime(2024, 5, 1, 12, 0, 0, 500000)},
    ),
    "nanoseconds": (
        {"occurred_at": "2024-05-01 12:00:00.999999999"},
        {"occurred_at": datetime(2024, 5, 1, 12, 0, 0, 999999)},
    ),
    "date only": ({"occurred_at": "2024-05-01"}, {"occurred_at": datetime(2024, 5, 1)}),
    "a little early": (
        {"occurred_at": "2024-05-01 13:00:00"},
        {"occurred_at": datetime(2024, 5, 1, 13)},
    ),
    "months late": (
        {"occurred_at": "2023-11-01 12:00:00"},
        {"occurred_at": datetime(2023, 11, 1, 12)},
    ),
    "negative sequence": ({"event_sequence": "-5"}, {"event_sequence": -5}),
    "blanks around values": (
        {"event_name": "  product_viewed ", "revenue": " 12.50 ", "anonymous_id": " device "},
        {"event_name": "product_viewed", "revenue": 12.5, "anonymous_id": "device"},
    ),
    "refund": ({"revenue": "-12.5", "order_id": "o1"}, {"revenue": -12.5}),
    "amount of millions as a double": ({"revenue": "1.25E7"}, {"revenue": 12500000}),
    "amount of next to nothing": ({"revenue": "5.684341886080802e-14"}, {"revenue": 0}),
    "amount with many digits": ({"revenue": "0.00005"}, {"revenue": 0.0001}),
    "one junk id": (
        {"anonymous_id": "null", "user_id": "user"},
        {"anonymous_id": None, "user_id": "user"},
    ),
    "empty texts": (
        {"page_url": "", "platform": "", "properties": "", "order_id": ""},
        {"page_url": None, "platform": None, "properties": None, "order_id": None},
    ),
    "name in another script": (
        {"event_name": "商品を見た"},
        {"event_name": "商品を見た"},
    ),
    "name with signs and accents": (
        {"event_name": "Größe gewählt 🛒!"},
        {"event_name": "größe_gewählt_🛒"},
    ),
    "name over two lines": ({"event_name": "Product\n\tViewed"}, {"event_name": "product_viewed"}),
    "long text": ({"page_title": "x" * 20000}, {"page_title": "x" * 20000}),
    "text with quotes": (
        {"page_title": "'; drop table \"events\"; -- \\"},
        {"page_title": "'; drop table \"events\"; -- \\"},
    ),
    "no address": ({"page_url": "not an address"}, {"page_url": "not an address"}),
    "address with half an escape": (
        {"page_url": "https://shop.example/%E0%A4%A?utm_source=%&utm_medium"},
        {"page_url": "https://shop.example/%E0%A4%A?utm_source=%&utm_medium"},
    ),
    "list of properties": ({"properties": "[1, 2]"}, {"properties": "[1, 2]"}),
    "properties that are a word": ({"properties": '"p1"'}, {"properties": '"p1"'}),
    "properties that mention nan": (
        {"properties": '{"product_id": "nan, }"}'},
        {"properties": '{"product_id": "nan, }"}'},
    ),
    "yes": ({"has_analytics_consent": "Yes"}, {"has_analytics_consent": True}),
}


def rows():
    for label, (changes, _) in {**BROKEN, **KEPT}.items():
        yield {**SOUND, "event_id": label, **changes}


@pytest.fixture(scope="module")
def builds(new_database, tmp_path_factory):
    built = {}

    def build(target):
        if target not in built:
            database = new_database(target, "broken_rows")
            database.create("events", dict.fromkeys(COLUMNS, "varchar"), list(rows()), "raw")
            vars = {
                "cro__sources": ["generic"],
                "cro__generic_events": "raw.events",
                "cro__generic_source_name": "shop",
                "cro__generic_columns": {name: name for name in COLUMNS},
            }
            # What is computed of sound events is compared elsewhere; once it is built after broken ones.
            models = ["path:models"] if target == "duckdb" else [f"+{name}" for name in COMPARED]
            dbt(
                "build",
                *("--select", *models, "path:seeds/rules", "path:seeds/tracking_plan"),
                *("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"),
                database=database,
                vars=vars,
                target_path=tmp_path_factory.mktemp("target"),
            )
            built[target] = database
        return built[target]

    return build


@pytest.fixture(params=TARGETS)
def build(request, builds):
    return builds(request.param)


def ledger(database):
    return {row["event_id"]: row for row in database.read("int_cro__event_ledger").dicts()}


def test_every_row_is_in_one_place_of_the_ledger(build):
    found = build.read("int_cro__event_ledger")
    assert sorted(found.column("event_id")) == sorted([*BROKEN, *KEPT])
    counts = build.query(
        "select ledger_place, sum(row_count) from analytics.mart_cro__event_ledger"
        " group by ledger_place"
    )
    assert counts.rows == [("kept", len(KEPT)), ("quarantined", len(BROKEN))]


def test_broken_rows_are_quarantined_with_a_sentence(build):
    found = ledger(build)
    wrong = {
        label: (found[label]["ledger_place"], found[label]["quarantine_reason"])
        for label, (_, phrase) in BROKEN.items()
        if found[label]["ledger_place"] != "quarantined"
        or phrase not in (found[label]["quarantine_reason"] or "")
    }
    assert not wrong


def test_every_sentence_says_what_to_do(build):
    for row in ledger(build).values():
        if row["ledger_place"] == "quarantined":
            what, remedy = row["quarantine_reason"].split(". ", 1)
            assert what.startswith("The row ") and remedy.endswith("."), row["quarantine_reason"]


def test_rows_that_look_broken_are_kept(build):
    found = ledger(build)
    wrong = {
        label: {name: found[label][name] for name in ("quarantine_reason", *expected)}
        for label, (_, expected) in KEPT.items()
        if found[label]["ledger_place"] != "kept"
        or any(comparable(found[label][name]) != value for name, value in expected.items())
    }
    assert not wrong, json.dumps(wrong, default=str, indent=2)


def comparable(value):
    """Amounts as floats, the rest as it is."""
    return float(value) if hasattr(value, "quantize") else value


def test_both_databases_agree(builds):
    for relation in COMPARED:
        tables = [builds(target).read(relation).without(*NOT_COMPARED) for target in TARGETS]
        assert_same_rows(*tables, name=relation)
