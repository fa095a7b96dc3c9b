"""The same answers by other tools, each in a process of its own; prints cost and answer as JSON.

    python rivals.py '{"tool": "polars", "task": "funnel", ...}'

Two tasks. funnel: from visitor, step and occurred_at, how many visitors have 1, 2, 3 and 4 as the
deepest step of a chain that starts at any first step and ends within the window of that start.
events: from the raw files, how many events are left without repeated deliveries, how many sessions
they make (a gap of more than 30 minutes on a device starts one), and the same depths, of visitors:
a device seen with a login belongs to that member. Nothing is stored.

No two steps of a visitor have the same time in this data, so that it does not matter whether a
later step may come at the time of the one before; run.py makes sure of it.
"""

import glob
import json
import sys
import time

GAP_SECONDS = 1800
RAW_COLUMNS = [
    *("event_id", "event_name", "event_timestamp", "received_at", "anonymous_id", "user_id")
]


def quoted(texts):
    return ", ".join(f"'{text}'" for text in texts)


def files_of(order):
    folders = [f"{order['folder']}/load_day={day}" for day in range(1, order["days"] + 1)]
    return [file for folder in folders for file in sorted(glob.glob(f"{folder}/*.parquet"))]


# --- DuckDB: the SQL that people write by hand ---------------------------------------------------


def duckdb_depths(steps):
    """For every start the earliest next step after it, joined step by step."""
    window = f"to_seconds({steps['window_seconds']})"
    names = steps["names"]
    parts = [
        "reached_1 as (select distinct visitor, occurred_at as started_at, occurred_at"
        f" from steps where step = '{names[0]}')"
    ]
    for number, name in enumerate(names[1:], 2):
        parts.append(
            f"""reached_{number} as (
                select before.visitor, before.started_at, min(steps.occurred_at) as occurred_at
                from reached_{number - 1} as before
                inner join steps
                    on
                        steps.step = '{name}'
                        and before.visitor = steps.visitor
                        and steps.occurred_at >= before.occurred_at
                        and steps.occurred_at <= before.started_at + {window}
                group by before.visitor, before.started_at
            )"""
        )
    depths = " union all ".join(
        f"select visitor, {number} as depth from reached_{number}"
        for number in range(1, len(names) + 1)
    )
    return (
        f"with {', '.join(parts)} select depth, count(*) from"
        f" (select visitor, max(depth) as depth from ({depths}) group by visitor) group by depth"
    )


def duckdb_tool(order):
    import duckdb

    connection = duckdb.connect(config={"threads": 2, "memory_limit": order["memory_limit"]})

    def funnel():
        connection.execute(f"create view steps as from '{order['file']}'")
        return by_depth(connection.execute(duckdb_depths(order["steps"])).fetchall())

    def events():
        connection.execute(
            f"""
            create temp table events as
            select {', '.join(RAW_COLUMNS)}
            from read_parquet({files_of(order)}, hive_partitioning = false)
            qualify row_number() over (partition by event_id order by received_at) = 1
            """
        )
        (event_count,) = connection.execute("select count(*) from events").fetchone()
        (session_count,) = connection.execute(
            f"""
            select count(*) from (
                select
                    event_timestamp as occurred_at,
                    lag(event_timestamp) over (
                        partition by anonymous_id order by event_timestamp
                    ) as previous_at
                from events
            )
            where previous_at is null or occurred_at - previous_at > to_seconds({GAP_SECONDS})
            """
        ).fetchone()
        connection.execute(
            f"""
            create view steps as
            with members as (
                select anonymous_id, min(user_id) as member
                from events where user_id is not null
                group by anonymous_id
            )
            select
                coalesce(members.member, events.anonymous_id) as visitor,
                events.event_name as step,
                events.event_timestamp as occurred_at
            from events left join members on events.anonymous_id = members.anonymous_id
            where events.event_name in ({quoted(order['steps']['names'])})
            """
        )
        depths = connection.execute(duckdb_depths(order["steps"])).fetchall()
        return [event_count, session_count, *by_depth(depths)]

    return {"funnel": funnel, "events": events}


# --- ClickHouse, as chdb -------------------------------------------------------------------------


def chdb_tool(order):
    from chdb.session import Session

    session = Session()
    settings = f" settings max_threads = 2, max_memory_usage = {8 * 1024**3}"

    def rows_of(query):
        return json.loads(str(session.query(query + settings, "JSONCompact")))["data"]

    def depths(steps):
        conditions = ", ".join(f"step = '{name}'" for name in order["steps"]["names"])
        return by_depth(
            rows_of(
                f"""
                select depth, count() from (
                    select
                        visitor,
                        windowFunnel({order['steps']['window_seconds'] * 1_000_000})(
                            toUInt64(toUnixTimestamp64Micro(occurred_at)), {conditions}
                        ) as depth
                    from ({steps})
                    where step in ({quoted(order['steps']['names'])})
                    group by visitor
                )
                where depth > 0
                group by depth
                """
            )
        )

    def funnel():
        return depths(
            f"select visitor, step, occurred_at from file('{order['file']}', Parquet,"
            " 'visitor String, step String, occurred_at DateTime64(6)')"
        )

    def events():
        types = {"user_id": "Nullable(String)"}
        types |= dict.fromkeys(["event_timestamp", "received_at"], "DateTime64(6)")
        structure = ", ".join(
            f"{name} {types.get(name, 'String')}" for name in RAW_COLUMNS
        )
        folders = ",".join(str(day) for day in range(1, order["days"] + 1))
        session.query("create database answers")
        session.query(
            f"""
            create table answers.events engine = Memory as
            select
                event_id,
                argMin(event_name, received_at) as event_name,
                argMin(event_timestamp, received_at) as event_timestamp,
                argMin(anonymous_id, received_at) as anonymous_id,
                argMin(tuple(user_id), received_at).1 as user_id
            from file(
                '{order['folder']}/load_day={{{folders}}}/*.parquet', Parquet, '{structure}'
            )
            group by event_id
            """
            + settings
        )
        ((event_count,),) = rows_of("select count() from answers.events")
        ((session_count,),) = rows_of(
            f"""
            select count() from (
                select
                    event_timestamp as occurred_at,
                    lagInFrame(toNullable(event_timestamp)) over (
                        partition by anonymous_id order by event_timestamp
                        rows between unbounded preceding and unbounded following
                    ) as previous_at
                from answers.events
            )
            where
                previous_at is null
                or toUnixTimestamp64Micro(occurred_at)
                - toUnixTimestamp64Micro(assumeNotNull(previous_at))
                > {GAP_SECONDS * 1_000_000}
            """
        )
        steps = f"""
            select
                coalesce(members.member, events.anonymous_id) as visitor,
                events.event_name as step,
                events.event_timestamp as occurred_at
            from answers.events as events
            left join (
                select anonymous_id, min(user_id) as member
                from answers.events where user_id is not null
                group by anonymous_id
            ) as members on events.anonymous_id = members.anonymous_id
            where events.event_name in ({quoted(order['steps']['names'])})
        """
        return [int(event_count), int(session_count), *depths(steps)]

    return {"funnel": funnel, "events": events}


# --- Polars --------------------------------------------------------------------------------------


def polars_tool(order):
    import polars as pl

    steps = order["steps"]

    def depths(frame):
        """Carry the latest start from which a chain is open, one step after the other."""
        window = pl.duration(seconds=steps["window_seconds"])
        frame = frame.filter(pl.col("step").is_in(steps["names"])).sort("visitor", "occurred_at")
        for number, name in enumerate(steps["names"], 1):
            open_start = pl.col("occurred_at")
            if number > 1:
                before = pl.col(f"start_{number - 1}")
                open_start = pl.when(pl.col("occurred_at") - before <= window).then(before)
            start = pl.when(pl.col("step") == name).then(open_start)
            frame = frame.with_columns(
                start.forward_fill().over("visitor").alias(f"start_{number}")
            )
        numbers = range(1, len(steps["names"]) + 1)
        return by_depth(
            frame.group_by("visitor")
            .agg(pl.col(f"start_{number}").is_not_null().any() for number in numbers)
            .select(depth=pl.sum_horizontal(pl.col(f"start_{n}").cast(pl.Int64) for n in numbers))
            .group_by("depth")
            .len()
            .collect()
            .rows()
        )

    def funnel():
        return depths(pl.scan_parquet(order["file"]))

    def events():
        found = (
            pl.scan_parquet(files_of(order), hive_partitioning=False)
            .select(RAW_COLUMNS)
            .sort("received_at")
            .unique("event_id", keep="first", maintain_order=True)
            .collect()
            .lazy()
        )
        sessions = (
            found.sort("anonymous_id", "event_timestamp")
            .select(
                (pl.col("anonymous_id") != pl.col("anonymous_id").shift()).fill_null(True)
                | (pl.col("event_timestamp").diff() > pl.duration(seconds=GAP_SECONDS))
            )
            .sum()
        )
        members = (
            found.filter(pl.col("user_id").is_not_null())
            .group_by("anonymous_id")
            .agg(member=pl.col("user_id").min())
        )
        stitched = found.join(members, on="anonymous_id", how="left").select(
            visitor=pl.coalesce("member", "anonymous_id"),
            step="event_name",
            occurred_at="event_timestamp",
        )
        event_count = found.select(pl.len()).collect().item()
        return [event_count, sessions.collect().item(), *depths(stitched)]

    return {"funnel": funnel, "events": events}


# --- pandas --------------------------------------------------------------------------------------


def pandas_tool(order):
    import pandas as pd

    steps = order["steps"]

    def depths(frame):
        """The same chain of starts as with Polars."""
        window = pd.Timedelta(seconds=steps["window_seconds"])
        frame = frame[frame["step"].isin(steps["names"])].sort_values(["visitor", "occurred_at"])
        visitor = frame["visitor"].factorize()[0]
        depth = 0
        for number, name in enumerate(steps["names"], 1):
            fits = frame["step"] == name
            if number > 1:
                fits &= frame["occurred_at"] - start <= window
            start = frame["occurred_at"] if number == 1 else start
            start = start.where(fits).groupby(visitor).ffill()
            depth = depth + start.notna().groupby(visitor).any().astype(int)
        return by_depth(depth.value_counts().items())

    def funnel():
        return depths(pd.read_parquet(order["file"], columns=["visitor", "step", "occurred_at"]))

    def events():
        found = pd.concat(
            (
                pd.read_parquet(file, columns=RAW_COLUMNS, partitioning=None)
                for file in files_of(order)
            ),
            ignore_index=True,
        )
        found = found.sort_values("received_at").drop_duplicates("event_id")
        found = found.sort_values(["anonymous_id", "event_timestamp"])
        is_start = found["anonymous_id"].ne(found["anonymous_id"].shift())
        is_start |= found["event_timestamp"].diff() > pd.Timedelta(seconds=GAP_SECONDS)
        member = found.dropna(subset="user_id").groupby("anonymous_id")["user_id"].min()
        found = found[found["event_name"].isin(steps["names"])]
        visitor = found["anonymous_id"].map(member).fillna(found["anonymous_id"])
        stitched = pd.DataFrame(
            {
                "visitor": visitor,
                "step": found["event_name"],
                "occurred_at": found["event_timestamp"],
            }
        )
        return [len(is_start), int(is_start.sum()), *depths(stitched)]

    return {"funnel": funnel, "events": events}


TOOLS = {
    **{"ClickHouse": chdb_tool, "Polars": polars_tool, "pandas": pandas_tool},
    "plain SQL": duckdb_tool,
}


def by_depth(pairs):
    found = {int(depth): int(count) for depth, count in pairs}
    return [found.get(depth, 0) for depth in range(1, 5)]


def main(order):
    task = TOOLS[order["tool"]](order)[order["task"]]
    cpu, wall = time.process_time(), time.monotonic()
    answer = task()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    print(json.dumps({"cpu": cpu, "wall": wall, "answer": answer}))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
