"""The demo as a whole: two databases, another order of rows, another time zone, one result."""

import yaml
from conftest import TIME_ZONE
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
    def row_count(name):
        return demo.query(f"select count(*) from analytics.{name}").rows[0][0]

    assert [name for name in marts(demo) if row_count(name) == 0] == []


def test_exactly_the_expected_warnings_fire(demo):
    statuses = demo.outcome.statuses()
    assert {name for name, status in statuses.items() if status == "warn"} == EXPECTED_WARNINGS


def test_both_databases_hold_the_same_tables(demos):
    assert_same_marts(demos("postgres"), demos("duckdb"))


def test_rows_sent_twice_in_another_order_and_time_zone_change_nothing(
    demos, new_database, tmp_path
):
    """One build for all three, which takes a minute; the session's time zone is DuckDB's here.

    PostgreSQL's differs in the fixture: its demo is built under TIME_ZONE.
    """
    profiles = yaml.safe_load((ROOT / "profiles.yml").read_text())
    profiles["cro"]["outputs"]["duckdb"]["settings"] = {"TimeZone": TIME_ZONE}
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profiles))
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
    dbt(
        *("build", "--exclude-resource-type", "seed", "unit_test"),
        database=database,
        profiles_dir=tmp_path,
        target_path=tmp_path / "target",
    )
    assert_same_marts(database, demos("duckdb"), without=COUNT_RAW_ROWS)


def test_the_demo_on_postgresql_was_built_under_another_time_zone(demos):
    assert demos("postgres").query("show timezone").rows == [(TIME_ZONE,)]
