"""A native time that no text could say is none, like the text."""

from datetime import datetime

from support import dbt, parsed_project


def test_a_time_outside_the_years_of_the_text_is_none(workshop):
    database = workshop.database("duckdb")
    times = ("2026-01-31 12:00:00", "0044-03-01 (BC) 00:00:00", "0999-12-31 23:59:59", "294247-01-10 03:30:00", "infinity")
    values = ", ".join(f"(timestamp '{time}')" for time in times)
    inline = (
        "select {{ cro.read_timestamp('moment') }} as moment"
        f" from (values {values}, (null)) as moments (moment)"
    )
    outcome = dbt("compile", "--inline", inline, database=database, manifest=parsed_project(database))
    found = database.query(outcome.results[0].node.compiled_code).column("moment")
    assert [moment for moment in found if moment] == [datetime(2026, 1, 31, 12)]
    assert len(found) == 6
