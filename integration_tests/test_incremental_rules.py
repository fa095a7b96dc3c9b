"""Changed rules rebuild what depends on them, without a command; key tests look at what a run wrote."""

import copy

import pytest
from incremental_histories import (
    DAY,
    EVERYTHING,
    KEPT,
    NOT_COMPARED,
    PLAN,
    RULE_ROWS,
    SELECTION,
    SETTINGS,
    START,
    History,
    random_batches,
    raw_row,
)
from support import assert_same_rows

VISITOR_KEY = "primary_key_dim_cro__visitors_visitor_key"
WITH_VISITORS = ["+dim_cro__visitors", "+fct_cro__sessions"]
SESSION_VISITOR = "foreign_key_fct_cro__sessions_visitor_key__visitor_key__ref_dim_cro__visitors_"


def test_changed_rules_rebuild_what_depends_on_them(workshop):
    history = History(workshop)
    batches = random_batches(world_count=25, batch_count=4, seed=11)
    history.arrive(batches[0])
    history.run()

    # Two visits an hour apart are one where the gap is longer.
    history.vars["cro__session_gap_seconds"] = 5400
    history.arrive(batches[1])
    history.run()
    whole = history.built_whole()
    assert {"int_cro__client_session_events", "fct_cro__funnel_entries"} < set(whole)
    assert {"int_cro__event_rows", "int_cro__touched_identities"}.isdisjoint(whole)

    # A new version of a definition, and a rule of another one.
    plan = copy.deepcopy(PLAN["cro_micro_conversions"])
    changed_at = str(START + 30 * DAY)
    plan[0]["valid_to"] = changed_at
    plan.append({**plan[0], "definition_version": "2", "valid_from": changed_at, "valid_to": None})
    rules = [*PLAN["cro_conversion_rules"]]
    rules.append(("product_viewed", "2", "1", "event_name", "in", "product_viewed|added"))
    rules[rules.index(("product_viewed", "1", "1", "event_name", "equals", "product_viewed"))] = (
        *("product_viewed", "1", "1", "event_name", "equals", "added"),
    )
    history.seed("cro_micro_conversions", plan)
    history.seed("cro_conversion_rules", rules)
    history.arrive(batches[2])
    history.run(select=EVERYTHING)
    whole = history.built_whole()
    assert {"int_cro__conversion_matches", "int_cro__session_contexts"} < set(whole)
    assert {"int_cro__event_rows", "int_cro__sessions"}.isdisjoint(whole)
    tables = history.check()
    assert set(tables["fct_cro__micro_conversions"].column("definition_version")) == {1, 2}

    # What decides no number rebuilds nothing.
    history.seed("cro_micro_conversions", [{**row, "label": "Another label"} for row in plan])
    history.run(select=EVERYTHING)
    assert history.built_whole() == []

    # A row of the rules about raw rows changes everything.
    history.seed("cro_traffic_rules", [*RULE_ROWS["cro_traffic_rules"], ("bot", "page_host", "exists", None)])
    history.arrive(batches[3])
    history.run(select=EVERYTHING)
    # Built whole as in a full refresh, there is nothing left in which they could differ from one.
    assert set(history.keeping()) - set(history.built_whole()) == {"int_cro__model_states"}
    assert "excluded" in history.database.read("int_cro__event_ledger").column("ledger_place")


def test_a_run_that_leaves_out_tables_of_the_plan_is_made_good_by_the_next(workshop):
    history = History(workshop)
    batches = random_batches(world_count=15, batch_count=2, seed=12)
    history.arrive(batches[0])
    history.run()
    assert history.built_whole() == []

    rules = [*PLAN["cro_conversion_rules"]]
    rules.remove(("product_added", "1", "1", "plan", "not_equals", "free"))
    history.seed("cro_conversion_rules", rules)
    checkout, (*returning, _, order_mode) = PLAN["cro_funnels"]
    history.seed("cro_funnels", [checkout, (*returning, "60", order_mode)])
    history.arrive(batches[1])
    # The new hashes are taken, and everything is built from the old plan.
    history.run(select=["path:models/staging/tracking_plan", *SELECTION])

    history.run(select=EVERYTHING)
    whole = history.built_whole()
    assert {"int_cro__conversion_matches", "int_cro__funnel_matches"} < set(whole)
    assert {"int_cro__event_rows", "int_cro__sessions"}.isdisjoint(whole)
    history.check()
    history.run(select=EVERYTHING)
    assert history.built_whole() == []

    # A full refresh that leaves them out forgets everything but under which plan they stand.
    history.seed("cro_conversion_rules", PLAN["cro_conversion_rules"])
    history.run("--full-refresh", select=[f"path:models/staging,{KEPT}", *SELECTION])
    history.run(select=EVERYTHING)
    assert set(whole) <= set(history.built_whole())


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_a_run_that_leaves_out_views_is_made_good_by_the_next(workshop, target):
    """A view holds the mapping that it was made under, or with --empty no row."""
    history = History(workshop, target)
    batches = random_batches(world_count=15, batch_count=3, seed=13)
    without_views = ["int_cro__event_rows", "int_cro__duplicate_rows", "int_cro__same_actions"]
    with_views = ["path:models/staging", *(f"+{name}" for name in without_views), "int_cro__event_ledger"]
    without_views.append("path:models/increments")

    def is_built_whole():
        history.run(select=with_views)
        return "int_cro__event_rows" in history.built_whole()

    def rows():
        return history.database.read("int_cro__event_ledger").without(*NOT_COMPARED)

    history.arrive(batches[0])
    history.run(select=with_views)
    assert not is_built_whole()

    # The new hashes are taken, and rows are read through views of the old mapping.
    history.vars["cro__generic_columns"] = {**SETTINGS["cro__generic_columns"], "browser": "agent"}
    history.arrive(batches[1])
    history.run(select=without_views)
    assert "Googlebot" not in rows().column("browser")
    assert is_built_whole()
    assert not is_built_whole()
    kept = rows()
    assert "Googlebot" in kept.column("browser")
    history.run("--full-refresh", select=with_views)
    assert_same_rows(kept, rows())

    # On PostgreSQL a view that is made anew takes along those on it.
    history.run("--empty", select=["stg_cro__tracker_events+,path:models/staging,config.materialized:view"])
    history.arrive(batches[2])
    history.run(select=without_views)
    assert_same_rows(rows(), kept)
    assert is_built_whole()
    kept = rows()
    history.run("--full-refresh", select=with_views)
    assert_same_rows(kept, rows())
    assert len(kept.rows) == sum(len(batch) for batch in batches)


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_keys_are_tested_in_what_the_last_run_wrote(workshop, target):
    history = History(workshop, target)
    history.arrive([raw_row(0, START, device=device) for device in ("old", "new")])
    history.run(select=WITH_VISITORS)
    history.arrive([raw_row(0, START + DAY, START + 61 * DAY, device="new")])
    history.run(select=WITH_VISITORS)

    def failures(*tests):
        statuses = history.run(select=tests, command="test", must_succeed=False).statuses()
        assert set(tests) <= set(statuses)
        return [name for name in tests if statuses[name] != "pass"]

    old, new = (
        f"(select device_key from analytics.int_cro__event_rows where anonymous_id = '{name} of 0')"
        for name in ("old", "new")
    )
    visitors = "analytics.dim_cro__visitors"
    assert failures(VISITOR_KEY, SESSION_VISITOR) == []
    # A run that kept a row cannot have doubled it, so it is not looked at again...
    history.database.execute(f"insert into {visitors} select * from {visitors} where visitor_key = {old}")
    assert failures(VISITOR_KEY) == []
    # ... unless somebody asks.
    history.vars["cro__test_whole_tables"] = True
    assert failures(VISITOR_KEY) == [VISITOR_KEY]
    history.vars["cro__test_whole_tables"] = False
    history.database.execute(f"delete from {visitors} where visitor_key = {old}")
    assert failures(SESSION_VISITOR) == []
    doubled = f"insert into {visitors} select * from {visitors} where visitor_key = "
    history.database.execute(doubled + f"(select distinct device_key from {new} as devices)")
    assert failures(VISITOR_KEY) == [VISITOR_KEY]
    history.database.execute(f"delete from {visitors}")
    assert len(failures(SESSION_VISITOR)) == 1
    # After a full refresh everything is looked at.
    history.run("--full-refresh", select=WITH_VISITORS)
    history.database.execute(doubled + old)
    assert failures(VISITOR_KEY) == [VISITOR_KEY]


def test_the_ledger_must_hold_what_is_there_and_may_hold_what_was(workshop):
    """Raw rows that were deleted since, or came since the run, are no mistake of it."""
    name = "assert_every_raw_row_is_in_the_event_ledger"
    history = History(workshop)

    read = ["path:models/staging", "+mart_cro__event_ledger"]

    def status():
        return history.run(select=[name], command="test", must_succeed=False).statuses()[name]

    def arrive_and_read(*rows):
        history.arrive(rows)
        history.run(select=read)

    history.arrive([raw_row(0, START, START + number * DAY, device=f"d{number}") for number in (60, 61)])
    history.arrive([raw_row(0, START, loaded=None, device="d62")])
    history.run(select=read)
    assert status() == "pass"
    history.database.execute("delete from analytics.raw_rows where device = 'd60 of 0'")
    history.arrive([raw_row(0, START, START + 63 * DAY, device="d63")])
    assert status() == "pass"
    history.run(select=read)
    assert status() == "pass"

    # Some of a load are deleted, and a rule is changed that would forget them, and back.
    arrive_and_read(*(raw_row(0, START, START + 64 * DAY, device=f"d{number}") for number in (64, 65)))
    history.database.execute("delete from analytics.raw_rows where device = 'd64 of 0'")
    arrive_and_read()
    assert status() == "pass"
    rules = [*RULE_ROWS["cro_traffic_rules"], ("bot", "page_host", "equals", "nowhere.example")]
    history.seed("cro_traffic_rules", rules)
    outcome = history.run(select=read, must_succeed=False)
    assert outcome.statuses()["int_cro__event_rows"] == "error"
    history.seed("cro_traffic_rules", RULE_ROWS["cro_traffic_rules"])
    arrive_and_read()
    assert status() == "pass"

    rows = "analytics.int_cro__event_rows"
    for device in ("d61", "d62"):
        lost = f"{rows} where anonymous_id = '{device} of 0'"
        history.database.execute(f"create or replace table main.lost as select * from {lost}")
        history.database.execute(f"delete from {lost}")
        assert status() == "fail", device
        history.database.execute(f"insert into {rows} select * from main.lost")
        assert status() == "pass", device
        history.database.execute(f"insert into {rows} select * from main.lost")
        assert status() == "fail", device
        history.database.execute(f"delete from {lost}")
        history.database.execute(f"insert into {rows} select * from main.lost")
    history.database.execute("delete from analytics.mart_cro__event_ledger where load_date is null")
    assert status() == "fail"
