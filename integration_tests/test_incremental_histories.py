"""Whatever way the raw rows came, the tables equal a full refresh: every row of every table.

CRO_HISTORIES=200 tries more generated histories. `make histories` makes the long history long: a
million raw rows over 90 days.
"""

import datetime
import os
import time

import hypothesis
import pytest
from generated_histories import batches_of, histories
from hypothesis import strategies
from incremental_histories import (
    ARRIVING,
    DAY,
    EVERYTHING,
    RULE_ROWS,
    START,
    History,
    Replay,
    random_batches,
    raw_row,
)
from large_histories import arrive, differing_rows, make_arrivals

HISTORIES = int(os.environ.get("CRO_HISTORIES", "3"))
MINUTE = datetime.timedelta(minutes=1)
NOON = START + 20 * DAY
LOADS = [START + (60 + number) * DAY for number in range(4)]
EVENTS = ["path:models/increments", "path:models/events", "path:models/visitors"]


# --- Named histories -----------------------------------------------------------------------------
#
# Each gives the rows of three batches and what must come of them, so that it is seen to happen.


def a_row_sixty_days_late(row):
    late = row(START, LOADS[2], device="d1")
    return [[row(START + 59 * DAY, device="d1")], [], [late]]


def check_a_row_sixty_days_late(own):
    assert sorted(own("int_cro__sessions", "session_number")) == [1, 2]
    # Only now is the earlier visit the second one, and its event a return.
    assert "visitor_returned" in own("fct_cro__micro_conversions", "micro_conversion_key")


def the_winner_of_an_event_comes_later(row):
    first = row(NOON, device="d1", id="e1", received=str(NOON + 2 * MINUTE))
    winner = row(NOON, LOADS[1], device="d2", id="e1", received=str(NOON + MINUTE))
    return [[first], [winner], [{**first, "loaded": str(LOADS[2])}]]


def check_the_winner_of_an_event_comes_later(own):
    assert own("int_cro__events", "anonymous_id") == [own.id("d2")]
    assert len(own("dim_cro__visitors", "visitor_key")) == 1


def a_login_is_revealed_later(row):
    login = row(NOON + DAY, LOADS[1], device="d1", person="u1")
    return [[row(NOON, device="d1"), row(NOON, device="d2", person="u1")], [login], []]


def check_a_login_is_revealed_later(own):
    assert own("dim_cro__visitors", "user_id") == [own.id("u1")]
    assert own("dim_cro__visitors", "device_count") == [2]


def a_second_user_of_a_device_comes_later(row):
    rows = [row(NOON, device="d1"), row(NOON + MINUTE, device="d1", person="u1")]
    return [rows, [row(NOON + 2 * MINUTE, LOADS[1], device="d1", person="u2")], []]


def check_a_second_user_of_a_device_comes_later(own):
    users = own("dim_cro__visitors", "user_id")
    assert sorted(users, key=str) == [None, own.id("u1"), own.id("u2")]


def a_chain_of_shared_devices_is_cut(row):
    rows = [row(NOON, device="d1", person="u1"), row(NOON + DAY, device="d2", person="u1")]
    rows += [row(NOON + 2 * DAY, device="d2"), row(NOON + 3 * DAY, device="d3", person="u2")]
    return [rows, [row(NOON + 4 * DAY, LOADS[1], device="d2", person="u2")], []]


def check_a_chain_of_shared_devices_is_cut(own):
    assert len(own("dim_cro__visitors", "visitor_key")) == 3


def an_order_crosses_visitors(row):
    order = {"event": "purchase", "order_no": "o1", "amount": "10"}
    first, earlier = row(NOON, device="d1", **order), row(NOON - DAY, LOADS[1], device="d2", **order)
    return [[first, row(NOON, device="d3")], [earlier], []]


def check_an_order_crosses_visitors(own):
    orders = own("fct_cro__macro_conversions", "occurred_at")
    assert orders == [NOON - DAY]
    assert "duplicate_order" in own("int_cro__conversion_matches", "counting_place")


def an_order_is_given_back_by_somebody_else(row):
    order = row(NOON, device="d1", event="purchase", order_no="o1", amount="10", currency="EUR")
    refund = {"tracker": "app", "event": "refunded", "order_no": "o1", "amount": "-4"}
    return [[order], [], [row(NOON + DAY, LOADS[2], device="d2", currency="EUR", **refund)]]


def check_an_order_is_given_back_by_somebody_else(own):
    assert [float(value) for value in own("fct_cro__macro_conversions", "net_value")] == [6]


def a_late_row_merges_two_sessions(row):
    late = row(NOON + 25 * MINUTE, LOADS[1], device="d1")
    return [[row(NOON, device="d1"), row(NOON + 50 * MINUTE, device="d1")], [late], []]


def check_a_late_row_merges_two_sessions(own):
    assert own("fct_cro__sessions", "event_count") == [3]


def one_load_time_comes_in_two_batches(row):
    return [[row(NOON, device="d1")], [row(NOON + DAY, device="d1")], [row(NOON, device="d2")]]


def check_one_load_time_comes_in_two_batches(own):
    assert len(own("int_cro__events", "event_key")) == 3


def an_old_load_comes_after_a_new_one(row):
    return [[row(NOON, LOADS[2], device="d1")], [row(NOON, LOADS[0], device="d2")], []]


def check_an_old_load_comes_after_a_new_one(own):
    assert len(own("int_cro__events", "event_key")) == 2


def a_row_is_dated_in_the_future(row):
    return [[row(LOADS[0] + 900 * DAY, device="d1")], [row(NOON, LOADS[1], device="d1")], []]


def check_a_row_is_dated_in_the_future(own):
    assert sorted(own("int_cro__event_ledger", "ledger_place")) == ["kept", "quarantined"]


def the_preferred_tracker_reports_later(row):
    order = {"event": "purchase", "order_no": "o1", "amount": "10"}
    server = {"tracker": "backend", "platform": "server", "person": "u9"}
    return [[row(NOON, device="d1", **order)], [row(NOON, LOADS[1], **order, **server)], []]


def check_the_preferred_tracker_reports_later(own):
    assert own("int_cro__events", "source_name") == ["backend"]
    assert own("int_cro__same_actions", "device_key") != []


def a_visit_takes_in_what_only_servers_saw(row):
    server = row(NOON + MINUTE, person="u1", platform="server", event="purchase")
    visit = [row(NOON + n * MINUTE, LOADS[1], device="d1", person="u1") for n in (0, 2)]
    return [[server], visit, []]


def check_a_visit_takes_in_what_only_servers_saw(own):
    assert own("fct_cro__sessions", "is_server_only") == [False]


def a_step_of_a_funnel_comes_late(row):
    props = '{"plan": "pro"}'
    rows = [row(NOON, device="d1", props=props)]
    rows += [row(NOON + 9 * MINUTE, device="d1", event="purchase", props=props)]
    late = [row(NOON + n * MINUTE, LOADS[1], device="d1", event="added", props=props) for n in (3, 4)]
    return [rows, late[:1], [{**late[1], "loaded": str(LOADS[2])}]]


def check_a_step_of_a_funnel_comes_late(own):
    assert max(own("fct_cro__funnel_entries", "depth")) == 3


NAMED = [
    *[a_row_sixty_days_late, the_winner_of_an_event_comes_later, a_login_is_revealed_later],
    *[a_second_user_of_a_device_comes_later, a_chain_of_shared_devices_is_cut],
    *[an_order_crosses_visitors, an_order_is_given_back_by_somebody_else],
    *[a_late_row_merges_two_sessions, one_load_time_comes_in_two_batches],
    *[an_old_load_comes_after_a_new_one, a_row_is_dated_in_the_future],
    *[the_preferred_tracker_reports_later, a_visit_takes_in_what_only_servers_saw],
    a_step_of_a_funnel_comes_late,
]


class Own:
    """The values of one world in a column of a table."""

    def __init__(self, tables, world):
        self.tables = tables
        self.world = world
        rows = tables["int_cro__event_ledger"].dicts()
        rows = [row for row in rows if f" of {world}" in f"{row['anonymous_id']}{row['user_id']}" + " "]
        self.keys = {row[name] for row in rows for name in ("event_key", "device_key", "user_key")}
        self.keys -= {None}
        sessions = tables["fct_cro__sessions"].dicts()
        self.keys |= {row["session_key"] for row in sessions if row["visitor_key"] in self.keys}

    def id(self, name):
        return f"{name} of {self.world}"

    def __call__(self, table, column):
        rows = self.tables[table].dicts()
        keys = [name for name in ("visitor_key", "device_key", "event_key") if name in rows[0]]
        return [row[column] for row in rows if row[keys[0]] in self.keys]


def named_batches():
    batches = [[], [], []]
    for name, world in [(function.__name__, function) for function in NAMED]:

        def row(at, loaded=LOADS[0], world=name, **values):
            return raw_row(world, at, loaded, **values)

        for batch, rows in zip(batches, world(row)):
            batch += rows
    return batches


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_named_histories(workshop, target):
    history = History(workshop, target)
    for rows in named_batches():
        history.arrive(rows)
        history.run()
    assert history.built_whole() == []
    tables = history.check(arriving=ARRIVING)
    for function in NAMED:
        globals()[f"check_{function.__name__}"](Own(tables, function.__name__))


# --- Histories without dbt -----------------------------------------------------------------------------
#
# The statements are dbt's own, recorded once: what follows needs more runs than dbt has time for.


@pytest.fixture(scope="module")
def replay(workshop):
    return Replay(workshop)


# What goes wrong after each run, and a table that must not stay what it would be without.
MISTAKES = {
    "links are forgotten": ("delete from analytics.int_cro__identity_links", "dim_cro__visitors"),
    "loads that grow are left out": (
        "update analytics.int_cro__event_loads as loads set row_count = ("
        " select count(*) from analytics.stg_cro__tracker_events as events"
        " where date_trunc('hour', events.loaded_at) = loads.load_hour)",
        "int_cro__event_ledger",
    ),
    "one value of one row is another": (
        "update analytics.fct_cro__sessions set event_count = event_count + 1"
        " where session_key = (select min(session_key) from analytics.fct_cro__sessions)",
        "fct_cro__sessions",
    ),
}


@pytest.mark.parametrize(("mistake", "table"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_of_the_runs_is_seen(replay, mistake, table):
    first, *later = named_batches()
    replay.start_again(first)
    for rows in later:
        replay.arrive(rows)
        replay.database.execute(mistake)
        replay.run()
    replay.database.execute(mistake)
    with pytest.raises(AssertionError, match=f"(?m)^{table}: "):
        replay.check()


@hypothesis.settings(
    max_examples=HISTORIES,
    deadline=None,
    derandomize=HISTORIES == 3,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
@hypothesis.given(data=strategies.data())
def test_generated_histories(replay, data):
    """Worlds, batches and runs of any kind; parts of the graph are built, built anew or killed."""
    history = data.draw(histories(replay.names))
    runs = history.pop("runs")
    first, *later = batches_of(**history)
    replay.start_again(first)
    for rows, run in zip(later, [*runs, {}]):
        replay.arrive(rows)
        replay.run(**run)
    replay.check()


def test_a_long_history(request, workshop):
    """Day by day over 30 days; in full it is a million raw rows, most of which come at once."""
    if request.config.getoption("--histories") == "full":
        history, events, days, batches = History(workshop), 1_000_000, 90, 10
    else:
        history, events, days, batches = request.getfixturevalue("replay"), 1_500, 30, 31
        history.start_again([])
    make_arrivals(history, events=events, days=days, batches=batches)
    for batch in range(batches):
        row_count = arrive(history, batch)
        started_at = time.monotonic()
        history.run()
        print(f"Run {batch + 1}: {row_count} new raw rows, {time.monotonic() - started_at:.0f} s")
    assert not set(history.built_whole()) & set(history.models())
    rows = differing_rows(history)
    for name, (row_count, differing_count) in rows.items():
        print(f"{name}: {row_count} rows, {differing_count} differing")
    print(f"{len(rows)} tables, {sum(row_count for row_count, _ in rows.values())} rows")
    assert {name: count for name, (_, count) in rows.items() if count} == {}
    for name in ("int_cro__same_actions", "fct_cro__macro_conversions"):
        assert rows[name][0] > events / 1000, name


# --- Failed, killed and needless runs --------------------------------------------------------------------


def test_a_run_that_is_killed_is_made_good_by_the_next(workshop):
    """SIGKILL while dbt builds the first models, then the last ones; once twice without a run between."""
    history = History(workshop)
    batches = random_batches(world_count=25, batch_count=4, seed=5)
    history.arrive(batches[0])
    history.run()
    killed_at = []
    for rows, statement_count, is_repeated in zip(batches[1:], (20, 90, 150), (False, True, True)):
        history.arrive(rows)
        killed_at.append(history.killed_run(statement_count))
        if is_repeated:
            history.run()
    assert len(set(killed_at)) == 3
    assert history.built_whole() == []
    history.check()


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_what_a_run_with_empty_leaves_is_filled_again(workshop, target):
    history = History(workshop, target)
    batches = random_batches(world_count=10, batch_count=2, seed=9)
    history.arrive(batches[0])
    if target == "duckdb":
        history.run()
    history.run("--empty")
    history.arrive(batches[1])
    history.run()
    assert len(history.database.read("int_cro__sessions").rows) > 10
    if target == "duckdb":
        history.check()


def test_models_that_were_built_without_rules_are_built_again(workshop):
    """A run of a part after --empty finds no rules; what it built then must not pass for current."""
    history = History(workshop)
    history.arrive(random_batches(world_count=5, batch_count=1, seed=9)[0])
    history.run()
    history.run()
    history.run("--empty", select=["+int_cro__rule_hashes"])
    history.run(select=["int_cro__session_entries+,path:models/visitors"])
    history.run(select=EVERYTHING)
    history.check()


def test_a_row_that_was_edited_is_nobody_elses_once_its_load_is_read_again(workshop):
    """It goes over to a new device; or it is no longer sound, so that its copy of another load wins."""
    history = History(workshop)
    history.arrive([raw_row(0, NOON, LOADS[0], id="moved", device="d1", person="u1")])
    first = {"id": "spoiled", "received": str(NOON)}
    history.arrive([raw_row(0, NOON, LOADS[0], device="d2", **first)])
    history.arrive([raw_row(0, NOON, LOADS[1], id="spoiled", device="d3")])
    history.run()
    assert set(history.database.read("int_cro__events").column("anonymous_id")) == {"d1 of 0", "d2 of 0"}

    history.database.execute("update analytics.raw_rows set device = 'd4 of 0' where id = 'moved of 0'")
    history.database.execute(
        f"update analytics.raw_rows set ts = 'soon' where id = 'spoiled of 0' and loaded = '{LOADS[0]}'"
    )
    # A load is read again when it has another number of rows.
    history.arrive([raw_row(0, NOON, LOADS[0], device="d5")])
    history.run()
    assert history.built_whole() == []
    # Who was linked once stays so: more may be touched than has to be.
    tables = history.check(without={"int_cro__identity_links"})
    assert set(tables["int_cro__events"].column("anonymous_id")) == {"d3 of 0", "d4 of 0", "d5 of 0"}


def test_rows_that_are_written_anew_alone_stay_duplicates(workshop):
    """Rows get other marks then, by which duplicates were known; and tables may be built before these are found."""
    history = History(workshop)
    history.arrive([raw_row(0, NOON, LOADS[0], id="twice", device=device) for device in ("d1", "d2")])
    history.arrive([raw_row(0, NOON + DAY, LOADS[0], id=name, device="d1") for name in ("e1", "e2", "e2")])
    history.run()
    history.run("--full-refresh", select=["int_cro__event_rows"])
    history.arrive([raw_row(0, NOON, LOADS[1], id="e3", device="d2")])
    history.run("--exclude", "int_cro__duplicate_rows")
    history.run()
    history.check()


def test_rows_that_are_read_whole_again_are_read_by_all(workshop):
    """Built from an empty view, and after that from the view; or edited, and written by a run that died then."""
    history = History(workshop)
    read = ["path:models/staging", "+int_cro__event_ledger", "+dim_cro__visitors"]

    def rows():
        ledger = history.database.read("int_cro__event_ledger").dicts()
        return sorted((row["anonymous_id"], row["ledger_place"]) for row in ledger)

    history.arrive([raw_row(0, NOON, LOADS[0], id="twice", device="d1") for _ in range(2)])
    history.run(select=read)
    history.run("--empty", select=["stg_cro__events"])
    history.run(select=["int_cro__event_rows"])
    history.run(select=read)
    assert rows() == [("d1 of 0", "duplicate_id"), ("d1 of 0", "kept")]

    history.database.execute("update analytics.raw_rows set device = 'd2 of 0'")
    history.run("--full-refresh", select=["int_cro__event_rows"])
    history.run(select=read)
    assert rows() == [("d2 of 0", "duplicate_id"), ("d2 of 0", "kept")]
    keys = history.database.read("int_cro__event_rows").column("device_key")
    assert history.database.read("dim_cro__visitors").column("visitor_key") == keys[:1]


def test_rows_that_come_late_into_a_deleted_load_are_read(workshop):
    """Also where they are exactly as many as the load had before."""
    history = History(workshop)
    read = ["+int_cro__event_rows"]
    history.arrive([raw_row(0, NOON, LOADS[0], id=name) for name in ("first", "second")])
    history.run(select=read)
    history.database.execute("delete from analytics.raw_rows")
    history.run(select=read)
    history.arrive([raw_row(0, NOON, LOADS[0], id=name) for name in ("late", "later")])
    history.run(select=read)
    found = history.database.read("int_cro__event_rows").column("event_id")
    assert sorted(found) == ["first of 0", "late of 0", "later of 0", "second of 0"]
    # What was read once is not read again.
    history.run(select=read)
    loads = history.database.read("int_cro__event_loads").dicts()
    assert [(load["row_count"], load["batch_number"]) for load in loads] == [(2, 2)]


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_a_changed_rule_does_not_forget_deleted_loads(workshop, target):
    history = History(workshop, target)
    read = ["path:models/staging", "+int_cro__event_rows"]

    def ids():
        return sorted(history.database.read("int_cro__event_rows").column("event_id"))

    history.arrive([raw_row(0, NOON, LOADS[0], id="old"), raw_row(0, NOON, LOADS[1], id="new")])
    history.arrive([raw_row(0, NOON, LOADS[0], id="closed", tracker="app")])
    history.run(select=read)
    everything = ids()
    history.database.execute(f"delete from analytics.raw_rows where loaded = '{LOADS[0]}'")
    history.run(select=read)
    assert ids() == everything

    rules = [*RULE_ROWS["cro_traffic_rules"], ("bot", "page_host", "equals", "nowhere.example")]
    history.seed("cro_traffic_rules", rules)
    outcome = history.run(select=read, must_succeed=False)
    assert outcome.statuses()["int_cro__event_rows"] == "error"
    # Nothing is left of the app, so it counts as switched off.
    gone = LOADS[0].replace(minute=0)
    assert f"were read, 1 are no longer whole in the raw tables, the first of {gone}" in outcome.text()
    assert ids() == everything
    # Whoever builds the rows alone is not told of that, and loses nothing either.
    rows_alone = ["path:models/staging", "int_cro__event_rows"]
    outcome = history.run(select=rows_alone, must_succeed=False)
    assert outcome.statuses()["int_cro__event_rows"] == "error"
    assert f"were read, 1 are no longer whole in the raw tables, the first of {gone}" in outcome.text()
    assert ids() == everything

    # Who takes the change back loses nothing, and who wants to do without the old rows says so.
    history.seed("cro_traffic_rules", RULE_ROWS["cro_traffic_rules"])
    history.run(select=read)
    assert ids() == everything
    history.seed("cro_traffic_rules", rules)
    history.run("--full-refresh", select=read)
    assert ids() == ["new of 0"]

    # Nothing was gone when the loads were read under a new rule, and then the run died.
    history.arrive([raw_row(0, NOON, LOADS[2], id="newer")])
    history.run(select=read)
    history.seed("cro_traffic_rules", RULE_ROWS["cro_traffic_rules"])
    loads_alone = ["path:models/staging", "+int_cro__event_loads"]
    history.run(select=loads_alone)
    history.database.execute(f"delete from analytics.raw_rows where loaded = '{LOADS[1]}'")
    outcome = history.run(select=read, must_succeed=False)
    assert outcome.statuses()["int_cro__event_rows"] == "error"
    gone = LOADS[1].replace(minute=0)
    assert f"were read, 1 are no longer whole in the raw tables, the first of {gone}" in outcome.text()
    assert ids() == ["new of 0", "newer of 0"]
    history.seed("cro_traffic_rules", rules)
    history.run(select=read)
    assert ids() == ["new of 0", "newer of 0"]

    # A load counts as lost that has some of its rows, or others in their place.
    history.arrive([raw_row(0, NOON, LOADS[2], id=name) for name in ("kept", "late")])
    history.run(select=read)
    history.database.execute("delete from analytics.raw_rows where id in ('newer of 0', 'kept of 0')")
    history.run(select=read)
    history.seed("cro_traffic_rules", RULE_ROWS["cro_traffic_rules"])
    outcome = history.run(select=read, must_succeed=False)
    assert "were read, 2 are no longer whole in the raw tables" in outcome.text()
    assert ids() == ["kept of 0", "late of 0", "new of 0", "newer of 0"]


def test_a_run_that_fails_half_way_is_made_good_by_the_next(workshop):
    history = History(workshop)
    batches = random_batches(world_count=30, batch_count=4, seed=3)
    history.arrive(batches[0])
    history.run()
    # The table goes that matching needs; events and visitors take the batch in all the same.
    history.arrive(batches[1])
    history.database.execute("alter table analytics.int_cro__conversion_definitions rename to gone")
    outcome = history.run(must_succeed=False)
    assert outcome.statuses()["int_cro__valid_rules"] == "error"
    assert outcome.statuses()["int_cro__matched_events"] == "skipped"
    assert outcome.statuses()["dim_cro__visitors"] == "success"
    history.database.execute("alter table analytics.gone rename to int_cro__conversion_definitions")
    # Somebody builds the last tables alone, which still read what the failed run left.
    history.run(select=["fct_cro__micro_conversions", "fct_cro__macro_conversions"])
    history.arrive(batches[2])
    history.run(select=EVENTS)
    history.arrive(batches[3])
    history.run()
    assert history.built_whole() == []
    history.check()


def test_a_run_leaves_alone_what_no_new_row_touches(workshop):
    history = History(workshop)
    for device in ("d1", "d2"):
        history.arrive([raw_row(0, NOON, LOADS[0], device=device)])
    history.run()
    mark = "update analytics.{} set {} = 'marked'"
    marked = [("int_cro__event_rows", "browser"), ("int_cro__sessions", "channel")]
    marked += [("fct_cro__sessions", "channel"), ("dim_cro__visitors", "first_channel")]
    for table, column in marked:
        history.database.execute(mark.format(table, column))
    history.arrive([raw_row(0, NOON + DAY, LOADS[1], device="d1")])
    history.run()
    history.run()
    for table, column in marked:
        assert history.database.read(table).column(column).count("marked") == 1 + (
            table == "int_cro__event_rows"
        ), table
