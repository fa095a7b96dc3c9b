"""The demo as a whole: two databases, another order of rows, another time zone, one result."""

import yaml
from conftest import TIME_ZONE
from incremental_histories import BOOKKEEPING, NOT_COMPARED, SELECTION
from large_histories import fingerprint
from support import ROOT, assert_same_rows, dbt

# The demo holds real dirt on purpose; exactly these warning tests must find it.
EXPECTED_WARNINGS = {
    "assert_every_event_is_planned",
    "assert_every_planned_event_is_seen",
    "assert_no_conversion_went_silent",
}
# Tables that count raw rows, so that every row sent twice shows in them.
COUNT_RAW_ROWS = {
    *("mart_cro__event_ledger", "int_cro__event_ledger", "int_cro__event_loads"),
}
# Each raw table with its load time, which is text that sorts like time.
RAW_TABLES = {"cro_demo_events": "loaded", "cro_demo_snowplow_events": "load_tstamp"}
# Some nine in ten rows are loaded before the first of these days.
SECOND_LOAD, THIRD_LOAD = "2026-06-21", "2026-06-27"


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


def test_loads_that_come_one_by_one_in_another_order_and_time_zone_change_nothing(
    demos, new_database, tmp_path
):
    """Three shuffled loads, the last with the rows of the one before once more; every table is compared.

    The session's time zone is DuckDB's here. PostgreSQL's differs in the fixture: its demo is built
    under TIME_ZONE.
    """
    profiles = yaml.safe_load((ROOT / "profiles.yml").read_text())
    profiles["cro"]["outputs"]["duckdb"]["settings"] = {"TimeZone": TIME_ZONE}
    (tmp_path / "profiles.yml").write_text(yaml.safe_dump(profiles))
    database = new_database("duckdb", "shuffled")
    database.copy_of(demos("duckdb"))
    for table in RAW_TABLES:
        database.execute(f"create table main.{table} as select * from analytics.{table}")
        database.execute(f"delete from analytics.{table}")

    def arrive(condition):
        for table, loaded in RAW_TABLES.items():
            whole_row = ", ".join(f'"{name}"' for name in database.types(table))
            database.execute(
                f"insert into analytics.{table} select * from main.{table}"
                f" where {condition.format(loaded)} order by md5(concat_ws('|', {whole_row}))"
            )

    def run(command, *arguments):
        return dbt(
            *(command, *arguments),
            database=database,
            profiles_dir=tmp_path,
            target_path=tmp_path / "target",
        )

    arrive(f"{{}} < '{SECOND_LOAD}'")
    run("run", "--full-refresh", "--select", *SELECTION)
    arrive(f"{{0}} >= '{SECOND_LOAD}' and {{0}} < '{THIRD_LOAD}'")
    run("run", "--select", *SELECTION)
    arrive(f"coalesce({{}}, '{THIRD_LOAD}') >= '{SECOND_LOAD}'")
    run("run")
    assert_same_models(database, demos("duckdb"))


def assert_same_models(actual, expected):
    """Every table of every model but those of single raw rows; views hold nothing of their own."""
    names, existing = (
        set(
            database.query(
                "select table_name from information_schema.tables"
                " where table_schema = 'analytics' and table_type = 'BASE TABLE'"
            ).column("table_name")
        )
        for database in (expected, actual)
    )
    assert names == existing and len(names) > 150
    for name in sorted(names - COUNT_RAW_ROWS - {*BOOKKEEPING, *RAW_TABLES}):
        # Most tables are the same to the last digit, which the database sees sooner.
        digest = (
            "select sum(row_count), sum(cast(row_hash as hugeint) * row_count)"
            f" from ({fingerprint(expected, name)}) as row_hashes"
        )
        if actual.query(digest).rows != expected.query(digest).rows:
            tables = [database.read(name) for database in (actual, expected)]
            assert_same_rows(*(table.without(*NOT_COMPARED) for table in tables), name=name)


def test_the_demo_on_postgresql_was_built_under_another_time_zone(demos):
    assert demos("postgres").query("show timezone").rows == [(TIME_ZONE,)]
