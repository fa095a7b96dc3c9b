"""A mapping that cannot give events is refused, and one that gives mostly unusable rows is warned of."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, assert_same_rows, dbt, parsed_project

MAPPING = {"event_name": "name", "occurred_at": "at", "anonymous_id": "device"}
TEST = "assert_most_rows_are_usable"
MARCH = datetime.datetime(2026, 3, 1)
DAY = datetime.timedelta(days=1)
NOBODY = "The row has neither anonymous_id nor user_id. Send at least one that is not a junk id."
UNDATED = "The row has no usable time. Send occurred_at as a timestamp such as 2026-01-31 12:00:00."
UNLOADED = "The row has no usable load time. Fill the column that is mapped to loaded_at."


def compiled(scratch, mapping):
    return dbt(
        *("compile", "--select", "stg_cro__generic_events"),
        database=scratch,
        # The mapping is read when the model is compiled, so there is nothing to parse anew.
        manifest=parsed_project(scratch),
        vars={"cro__generic_columns": mapping},
        must_succeed=False,
    )


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"device_id": "device"}, "no canonical column 'device_id'"),
        ({"event_name": None}, "needs 'event_name'"),
        ({"occurred_at": ""}, "needs 'occurred_at'"),
        ({"anonymous_id": None}, "needs 'anonymous_id' or 'user_id'"),
    ],
)
def test_a_mapping_that_gives_no_events_is_refused(scratch, changes, words):
    outcome = compiled(scratch, {name: raw for name, raw in {**MAPPING, **changes}.items() if raw != ""})
    assert not outcome.success
    assert words in outcome.text()


def test_one_id_is_enough(scratch):
    assert compiled(scratch, MAPPING).success
    assert compiled(scratch, {**MAPPING, "anonymous_id": None, "user_id": "person"}).success


def load(source, days, batch):
    return {"source_name": source, "load_hour": MARCH + days * DAY, "batch_number": batch, "row_count": 1}


def ledger(source, days, place, count, reason=None):
    date = None if days is None else (MARCH + days * DAY).date()
    return {
        **{"source_name": source, "load_date": date, "ledger_place": place},
        **{"ledger_reason": reason, "row_count": count},
    }


INPUTS = {
    "int_cro__event_loads": [
        *(load("wrong now", 0, 1), load("wrong now", 1, 2), load("right now", 0, 1), load("right now", 1, 2)),
        *(load("half", 1, 2), load("silent", 0, 1), load("duplicated", 1, 2), load("", 1, 2)),
    ],
    "mart_cro__event_ledger": [
        *(ledger("wrong now", 0, "kept", 100), ledger("wrong now", 1, "kept", 4)),
        *(ledger("wrong now", 1, "quarantined", 3, UNDATED), ledger("wrong now", 1, "quarantined", 2, NOBODY)),
        *(ledger("right now", 0, "quarantined", 100, NOBODY), ledger("right now", 1, "kept", 1)),
        *(ledger("half", 1, "quarantined", 5, NOBODY), ledger("half", 1, "kept", 5)),
        *(ledger("silent", 0, "quarantined", 5, NOBODY),),
        *(ledger("duplicated", 1, "duplicate_id", 9, "twice"), ledger("duplicated", 1, "excluded", 9, "bot")),
        # Of two reasons that are as common, the first by name; a source may have no name.
        *(ledger(None, 1, "quarantined", 3, UNDATED), ledger(None, 1, "quarantined", 3, NOBODY)),
        *(ledger("unloaded", None, "quarantined", 7, UNLOADED),),
    ],
}
UNUSABLE = [
    *({"source_name": "wrong now", "row_count": 9, "quarantined_row_count": 5, "commonest_reason": UNDATED},),
    *({"source_name": "", "row_count": 6, "quarantined_row_count": 6, "commonest_reason": NOBODY},),
    *({"source_name": "unloaded", "row_count": 7, "quarantined_row_count": 7, "commonest_reason": UNLOADED},),
]


def test_a_source_whose_last_batch_is_mostly_quarantined_is_warned_of(build_models):
    built = build_models(TEST, INPUTS, command="test")
    assert built.outcome.statuses()[TEST] == "warn"
    (result,) = [result for result in built.outcome.results if result.node.name == TEST]
    assert_same_rows(built.database.query(result.node.compiled_code), UNUSABLE)


def test_nothing_is_said_before_the_first_row(build_models):
    built = build_models(TEST, {name: [] for name in INPUTS}, command="test")
    assert built.outcome.statuses()[TEST] == "pass"


def test_the_warning_names_source_and_reason_at_the_end_of_the_run(workshop, tmp_path):
    database = workshop.build_models(TEST, INPUTS, command="test").database
    database.close_all()
    printed = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("dbt")), "test", "--select", TEST),
            *("--profiles-dir", str(ROOT), "--target-path", str(tmp_path), "--log-path", str(tmp_path)),
        ],
        cwd=ROOT,
        env={**os.environ, **database.environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"Source 'wrong now': 5 of 9 rows of the last batch are quarantined, most often because: {UNDATED}" in printed
    assert printed.count("of the last batch are quarantined") == len(UNUSABLE)
