"""The benchmark's data is what it says, and its funnel answer is that of a search by hand."""

import duckdb
import pytest
from benchmark import plan, rivals
from benchmark.generate import EVENT_NAMES, generate, raw_columns
from benchmark.measure import PeakMemory
from support import dbt

ROWS = 20_000
DAYS = 6


@pytest.fixture(scope="module")
def raw_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw")
    generate(ROWS, folder, DAYS)
    return folder


@pytest.fixture(scope="module")
def raw(raw_folder):
    """A function: the rows of a query over raw."""
    connection = duckdb.connect()
    connection.execute(f"create view raw as {rows_in(raw_folder)}")
    return lambda sql: connection.execute(sql).fetchall()


def rows_in(folder):
    return f"select * from read_parquet('{folder}/*/*.parquet', hive_partitioning = true)"


def test_the_same_rows_come_every_time(raw, raw_folder, tmp_path):
    generate(ROWS, tmp_path, DAYS, threads=1)
    again = f"({rows_in(tmp_path)})"
    assert raw(f"select * from raw except all select * from {again}") == []
    assert raw("select count(*) from raw") == raw(f"select count(*) from {again}")
    assert generate(ROWS, tmp_path, DAYS) is False


def test_raw_rows_are_what_the_generator_promises(raw):
    ((rows, ids, first, last, late),) = raw(
        """
        select
            count(*), count(distinct event_id), min(load_day), max(load_day),
            avg(cast(received_at - event_timestamp > interval 1 minute as double))
        from raw
        """
    )
    assert ROWS * 0.9 < rows < ROWS * 1.1
    assert 0.008 < 1 - ids / rows < 0.022
    assert (first, last) == (1, DAYS)
    # Late ones, and deliveries after the first.
    assert 0.02 < late < 0.05
    names = {name for (name,) in raw("select distinct event_name from raw")}
    assert names == set(EVENT_NAMES) and len(names) == 25
    columns = [row[0] for row in raw("describe raw")]
    assert columns == [*raw_columns(), "load_day"] and len(raw_columns()) == 18


def test_raw_rows_have_logins_orders_and_very_unequal_visitors(raw):
    devices = raw(
        "select count(distinct event_id), count(distinct user_id) from raw group by anonymous_id"
    )
    sizes = sorted(size for size, _ in devices)
    assert sizes[-1] > 20 * sizes[len(sizes) // 2]
    assert {members for _, members in devices} == {0, 1}
    member_devices = raw(
        "select count(distinct anonymous_id) from raw where user_id > '' group by user_id"
    )
    assert set(member_devices) == {(1,), (2,)}
    orders = raw("select count(distinct event_id) from raw where order_id > '' group by order_id")
    assert len(orders) > 20 and set(orders) == {(1,)}
    times = raw("select count(distinct event_timestamp) from raw group by event_id")
    assert set(times) == {(1,)}


def test_no_two_steps_of_a_visitor_have_the_same_time(raw):
    assert raw(
        "select 1 from raw group by coalesce(user_id, anonymous_id), event_timestamp"
        " having count(distinct event_id) > 1"
    ) == []


def depth_by_hand(steps):
    """The longest chain from any first step, by trying all of them."""

    def longest(number, after, start):
        return max(
            (
                longest(number + 1, at, start or at)
                for name, at in steps
                if name == plan.COMPARED_STEPS[number]
                and (not after or after < at)
                and (not start or (at - start).total_seconds() <= plan.COMPARED_WINDOW_SECONDS)
            )
            if number < 4
            else (),
            default=number,
        )

    return longest(0, None, None)


def test_the_package_and_plain_sql_answer_as_a_search_by_hand(raw, raw_folder, new_database):
    database = new_database("duckdb", "benchmark")
    with database.connection() as connection:
        plan.write_plan(connection)
        columns = ", ".join(raw_columns())
        connection.execute(
            f"create view {plan.RAW_RELATION} as select {columns} from ({rows_in(raw_folder)})"
        )
    models = "+fct_cro__funnel_entries", "+fct_cro__sessions"
    dbt("run", "--select", *models, database=database, vars=plan.VARS)
    depths = database.query(
        f"""
        select depth, count(*) as visitor_count
        from (
            select max(depth) as depth
            from analytics.fct_cro__funnel_entries
            where funnel_key = '{plan.COMPARED_FUNNEL}'
            group by unit_key
        )
        group by depth
        """
    )
    visitors = raw(
        """
        select list(distinct (event_name, event_timestamp))
        from (
            select
                *,
                coalesce(max(user_id) over (partition by anonymous_id), anonymous_id) as visitor
            from raw
        )
        group by visitor
        """
    )
    by_hand = [depth_by_hand(steps) for (steps,) in visitors]
    by_hand = [by_hand.count(depth) for depth in range(1, 5)]
    assert by_hand[0] > by_hand[1] > by_hand[2] > 0 < by_hand[3]
    assert rivals.by_depth(depths.rows) == by_hand

    steps = {"names": plan.COMPARED_STEPS, "window_seconds": plan.COMPARED_WINDOW_SECONDS}
    order = {"memory_limit": "1GB", "folder": str(raw_folder), "days": DAYS, "steps": steps}
    ((events,), (sessions,)) = (
        database.query(f"select count(*) from analytics.{name}").rows[0]
        for name in ("int_cro__events", "fct_cro__sessions")
    )
    assert rivals.duckdb_tool(order)["events"]() == [events, sessions, *by_hand]


@pytest.mark.skipif(not PeakMemory.forgets.exists(), reason="Linux alone forgets a peak")
def test_the_peak_of_memory_is_forgotten_for_the_next_model():
    memory = PeakMemory()

    def peak_of(megabytes):
        memory.forget()
        taken = b"." * (megabytes * 1024**2)
        del taken
        return memory.since_forgotten()

    small, large, small_again = peak_of(1), peak_of(200), peak_of(1)
    assert large - small > 150 < large - small_again
    assert memory.megabytes >= large
