"""The demo as a whole: two databases, another order of rows, another time zone, one result."""

import pytest
import yaml
from conftest import TARGETS
from support import ROOT, assert_same_rows, dbt

# The demo holds real dirt on purpose; exactly these warning tests must find it.
EXPECTED_WARNINGS = {
    "assert_every_event_is_planned",
    "assert_every_planned_event_is_seen",
    "assert_no_conversion_went_silent",
}
# Tables that count raw rows, so that every row sent twice shows in them.
COUNT_RAW_ROWS = {"mart_cro__event_ledger"}
RAW_TABLES = ["cro_demo_events", "cro_demo_snowplow_events"]


def marts(database):
    return [
        name
        for name in database.relations()
        if name.startswith(("dim_", "fct_", "mart_"))
    ]


def assert_same_marts(actual, expected, without=()):
    names = marts(expected)
    assert names and names == marts(actual)
    for name in names:
        if name not in without:
            assert_same_rows(actual.read(name), expected.read(name), name=name)


def test_no_table_is_empty(demo):
    assert [name for name in marts(demo) if not demo.read(name).rows] == []


def test_exactly_the_expected_warnings_fire(demo):
    statuses = demo.outcome.statuses()
    assert {name for name, status in statuses.items() if status == "warn"} == EXPECTED_WARNINGS


def test_both_databases_hold_the_same_tables(demos):
    assert_same_marts(demos("postgres"), demos("duckdb"))


def test_rows_sent_twice_and_in_another_order_change_nothing(demos, new_database, tmp_path):
    database = new_database("duckdb", "shuffled")
    database.copy_of(demos("duckdb"))
    for table in RAW_TABLES:
        relation = f"analytics.{table}"
        whole_row = ", ".join(f'"{name}"' for name in database.types(table))
        database.execute(f"create table analytics.once as select * from {relation}")
        database.execute(f"delete from {relation}")
        database.execute(
            f"insert into {relation} select * from"
            " (select * from analytics.once union all select * from analytics.once) as twice"
            f" order by md5(concat_ws('|', {whole_row}))"
        )
        database.execute("drop table analytics.once")
    dbt("run", database=database, target_path=tmp_path)
    assert_same_marts(database, demos("duckdb"), without=COUNT_RAW_ROWS)


@pytest.mark.parametrize("target", TARGETS)
def test_another_session_time_zone_changes_nothing(target, demos, new_database, tmp_path):
    profiles = yaml.safe_load((ROOT / "profiles.yml").read_text())
    profiles["cro"]["outputs"]["duckdb"]["settings"] = {"TimeZone": "America/St_Johns"}
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profiles))
    database = new_database(target, "time_zone")
    database.copy_of(demos(target))
    dbt(
        *("build", "--exclude-resource-type", "seed"),
        database=database,
        profiles_dir=tmp_path,
        target_path=tmp_path / "target",
        env={"PGTZ": "America/St_Johns"},
    )
    assert_same_marts(database, demos(target))
