"""Settings are read before anything is built."""

import pytest
from support import dbt, parsed_project


def seed(scratch, **settings):
    return dbt(
        *("seed", "--select", "cro_segments"),
        database=scratch,
        manifest=parsed_project(scratch),
        vars={f"cro__{name}": value for name, value in settings.items()},
        must_succeed=False,
    )


@pytest.mark.parametrize(
    "name, value",
    [
        *(("as_of", value) for value in ("30.06.2026", "2026-6-30", "2026-02-30", "yesterday", "it's late")),
        *(("session_gap_seconds", value) for value in (-5, 0, 1.5, "30 minutes", None, "")),
        ("future_tolerance_seconds", -1),
        *(("reporting_currency", value) for value in ("eur", "€", "EURO", "")),
        *(("reporting_time_zone", value) for value in ("Berlin", "europe/berlin", "")),
        *(("exclude_bots", value) for value in ("false", "", 0)),
        *(("max_q_value", value) for value in ("0,05", 1.5, -0.1, "")),
        *(("useful_ratio_above", value) for value in (0.91, "more")),
        ("useful_ratio_below", 1.1),
        *(
            ("identifying_columns", value)
            for value in (
                ["event_name", "occurred_at"], ["Occurred_At"], ["source_event_name", "lower(user_id)"],
                ["unreadable_columns"], [None], [1], [], "occurred_at", None, {"occurred_at": 1}, 5,
            )
        ),
    ],
)
def test_a_setting_that_nobody_can_read_is_refused(scratch, name, value):
    outcome = seed(scratch, **{name: value})
    assert not outcome.success
    assert f'cro__{name} is "{value}". Write ' in outcome.text()
    assert scratch.relations() == []


def test_the_columns_that_may_tell_rows_apart_are_those_of_the_adapter_shape(scratch):
    columns = parsed_project(scratch).nodes["model.cro.stg_cro__tracker_events"].columns
    possible = [name for name in columns if name != "unreadable_columns"]
    told = seed(scratch, identifying_columns=["event_name"]).text()
    listed = told.split("Write a list of one or more of ")[1].split(".")[0]
    assert sorted(listed.split(", ")) == sorted(possible)
    assert seed(scratch, identifying_columns=possible).success


def test_all_of_them_are_told_at_once(scratch):
    told = seed(scratch, as_of="now", step_seconds="one", max_funnel_steps=-1).text()
    for name in ("as_of", "step_seconds", "max_funnel_steps"):
        assert f"cro__{name} is " in told


SOUND = {
    **{"reporting_currency": "CHF", "reporting_time_zone": "America/Argentina/Buenos_Aires"},
    **{"identifying_columns": ["event_id", "received_at"]},
    **{"exclude_bots": False, "max_q_value": 1e-05, "silent_max_chance": "0.001", "useful_ratio_above": 2},
}


@pytest.mark.parametrize("as_of", ["", "2026-06-30", "2026-06-30 12:00:00", "2026-06-30T12:00:00+02:00"])
def test_sound_settings_pass(scratch, as_of):
    assert seed(scratch, as_of=as_of, session_gap_seconds="600", step_seconds=0, **SOUND).success
