"""The harness itself: what it writes is what it reads, and it sees every difference."""

import datetime
import decimal

import pytest
from support import assert_same_rows

TYPES = {
    "label": "varchar",
    "Event Name": "varchar",
    "quantity": "bigint",
    "is_kept": "boolean",
    "occurred_at": "timestamp",
    "share": "double",
    "amount": "numeric(28, 4)",
}
ROW = {
    "label": 'comma, "quote"\nand a line',
    "Event Name": "",
    "quantity": 3,
    "is_kept": True,
    "occurred_at": datetime.datetime(2026, 1, 2, 3, 4, 5, 678901),
    "share": 1 / 3,
    "amount": decimal.Decimal("1.5"),
}


def test_rows_come_back_as_they_went_in(scratch):
    scratch.create("sample", TYPES, [ROW, ROW, {"label": "nulls"}])
    nulls = {**dict.fromkeys(TYPES), "label": "nulls"}
    assert_same_rows(scratch.read("sample"), [ROW, nulls, ROW])


@pytest.mark.parametrize(
    "changed",
    [
        [{"key": "a", "share": 0.1}],
        [{"key": "a", "share": 0.1}, {"key": "a", "share": 0.1}, {"key": "a", "share": 0.1}],
        [{"key": "a", "share": 0.1}, {"key": "a", "share": 0.1001}],
        [{"key": "a", "share": 0.1}, {"key": "a", "share": None}],
        [{"key": "a", "share": 0.1}, {"key": "b", "share": 0.1}],
        [],
    ],
)
def test_every_difference_is_seen(changed):
    rows = [{"key": "a", "share": 0.1}, {"key": "a", "share": 0.1 + 1e-15}]
    assert_same_rows(rows, list(reversed(rows)))
    with pytest.raises(AssertionError):
        assert_same_rows(changed, rows)


def test_a_model_runs_on_relations_made_by_hand(build_models):
    late = datetime.datetime(2026, 3, 2)
    events = [
        {"event_key": "1", "source_name": "web", "occurred_at": datetime.datetime(2026, 3, 1)},
        {"event_key": "2", "source_name": "web", "occurred_at": late},
    ]
    built = build_models("int_cro__watermark", {"int_cro__events": events})
    assert_same_rows(built["int_cro__watermark"], [{"watermark_at": late}])
    built = build_models("int_cro__watermark", {"int_cro__events": []})
    assert_same_rows(built["int_cro__watermark"], [{"watermark_at": None}])
