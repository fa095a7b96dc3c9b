"""Raw tables that grow from run to run, and whether what dbt keeps equals a full refresh.

A History is a database with a raw table, a tracking plan and rules made by hand. Rows arrive, dbt
runs, and every table is compared, row for row, with what a full refresh makes of the same rows.
Every world has ids of its own, so that one history holds many worlds.
"""

import csv
import datetime
import multiprocessing
import random
import signal
from collections import Counter
from contextlib import contextmanager

import duckdb
from support import ROOT, DuckDB, assert_same_rows, dbt, parsed_project

START = datetime.datetime(2026, 3, 1, 23, 30)
DAY = datetime.timedelta(days=1)
# What a batch is called, what every build counts anew, and what int_cro__event_ledger says of the same rows.
BOOKKEEPING = [
    *("int_cro__model_states", "int_cro__touched_identities"),
    *("int_cro__event_rows", "int_cro__duplicate_rows"),
]
# Columns that say when a row was read, or what was there before.
NOT_COMPARED = {"batch_number", "row_mark", "has_lost_rows"}
COMPARED = ["staging", "increments", "events", "visitors", "conversions", "funnels"]
# Tables that keep their rows, and what these read. The others are made anew from them in every run, so a
# History makes them once, before it compares.
KEPT = "+config.materialized:incremental"
EVERYTHING = [f"path:models/{path},{KEPT}" for path in [*COMPARED, "tracking_plan"]]
# What has to run when rows arrive; views stay as they are, and so does the plan.
ARRIVING = [f"path:models/{path}" for path in COMPARED[1:]]
ARRIVING += ["stg_cro__page_types", "stg_cro__traffic_values"]
SELECTION = [f"{selected},{KEPT}" for selected in ARRIVING]

COLUMNS = {
    **{"source_name": "tracker", "event_id": "id", "event_name": "event", "occurred_at": "ts"},
    **{"received_at": "received", "loaded_at": "loaded", "event_sequence": "sequence"},
    **{"user_id": "person", "anonymous_id": "device", "source_session_id": "visit"},
    **{"platform": "platform", "page_url": "url", "page_referrer": "referrer"},
    **{"order_id": "order_no", "revenue": "amount", "currency": "currency"},
    **{"user_agent": "agent", "browser": "browser", "properties": "props"},
}
SETTINGS = {
    "cro__sources": ["generic"],
    "cro__generic_events": "analytics.raw_rows",
    "cro__generic_columns": COLUMNS,
    "cro__reporting_time_zone": "America/New_York",
    "cro__order_namespaces": {"web": "shop", "app": "shop"},
    "cro__user_namespaces": {"backend": "office"},
    "cro__identifying_columns": ["source_event_name", "occurred_at", "anonymous_id", "user_id"],
    "cro__session_gap_seconds": 1800,
    "cro__min_micro_conversions_per_macro": 1,
    "cro__max_funnel_steps": 5,
}
RULE_ROWS = {
    "cro_traffic_rules": [("bot", "user_agent", "contains", "bot")],
    "cro_page_type_rules": [(1, "pricing", "page_path", "equals", "/pricing")],
    "cro_source_overlaps": [
        ("backend", "web", "purchase", "order_id", 60),
        ("web", "app", "purchase", "user_id", 5),
    ],
    "cro_channel_rules": [
        (1, "Paid Search", "utm_medium", "equals", "cpc"),
        (2, "Referral", "referrer_host", "exists", None),
    ],
    "cro_exchange_rates": [("USD", None, None, "0.9")],
    "cro_event_aliases": [(None, "bought", "purchase")],
}
DESCRIBED = {
    **{"label": "A label", "description": "A description", "action": "does it"},
    **{"context": "on the site", "success_criteria": "every time", "owner": "web team"},
    **{"status": "active", "definition_version": "1", "frequency_rule": "every_time"},
}
MICRO = {
    **{**DESCRIBED, "category": "secondary_action", "intent_strength": "low", "is_passive": "false"},
    **{"funnel_stage": "intent", "conversion_group": "on_site_behaviour"},
    "leads_to": "product_ordered",
}
PLAN = {
    "cro_micro_conversions": [
        {
            **{**MICRO, "micro_conversion_key": "product_viewed", "cooldown_seconds": "30"},
            "frequency_rule": "once_per_session",
        },
        {**MICRO, "micro_conversion_key": "product_added", "min_occurrences": "2"},
        {
            **{**MICRO, "micro_conversion_key": "visitor_returned", "intent_strength": "high"},
            **{"frequency_rule": "once_per_visitor", "value": "2.5", "currency": "USD"},
        },
        {**MICRO, "micro_conversion_key": "offer_considered", "frequency_rule": "once_per_day"},
    ],
    "cro_macro_conversions": [
        {
            **{**DESCRIBED, "macro_conversion_key": "product_ordered", "is_primary": "true"},
            **{"funnel_stage": "purchase", "frequency_rule": "once_per_day"},
        }
    ],
    "cro_conversion_rules": [
        ("product_viewed", "1", "1", "event_name", "equals", "product_viewed"),
        ("product_added", "1", "1", "event_name", "in", "added|purchase"),
        ("product_added", "1", "1", "plan", "not_equals", "free"),
        ("visitor_returned", "1", "1", "event_name", "in", "product_viewed|added"),
        ("visitor_returned", "1", "1", "session_number", "equals", "2"),
        ("visitor_returned", "1", "2", "event_name", "equals", "added"),
        ("visitor_returned", "1", "2", "days_since_first_seen", "gt", "1"),
        ("offer_considered", "1", "1", "event_name", "equals", "product_viewed"),
        ("offer_considered", "1", "1", "seconds_since_session_start", "gte", "30"),
        ("product_ordered", "1", "1", "event_name", "equals", "purchase"),
    ],
    "cro_funnels": [
        ("shop_checkout", "Shop", "web team", "active", "session", None, "ordered"),
        ("shop_return", "Return", "web team", "active", "visitor", "172800", "ordered"),
    ],
    "cro_funnel_steps": [
        ("shop_checkout", "1", "product_viewed", "false", None, None),
        ("shop_checkout", "2", "visitor_returned", "true", None, None),
        ("shop_checkout", "3", "product_ordered", "false", "3600", None),
        ("shop_return", "1", "product_viewed", "false", None, "plan"),
        ("shop_return", "2", "product_added", "false", None, None),
        ("shop_return", "3", "product_ordered", "false", None, None),
    ],
    "cro_properties": [("plan", "text", "plan", "The plan the visitor looks at.")],
}

# What stands twice is drawn more often.
CHOICES = {
    "tracker": ["web", "web", "web", "app", "backend"],
    "event": ["Product Viewed", "productViewed", "added", "Added", "purchase", "bought"],
    "seconds": [0, 0, 0.5, 1, 5, 30, 600, 1700, 1800, 1800.5, 3600, 5400, 7200],
    "day": [0, 0, 0, 1, 2, 30, 59],
    "delay": [None, 0, 0, 1, 2],
    "sequence": [None, None, "1", "2"],
    "person": [None, None, None, "u1", "u2"],
    "device": ["d1", "d1", "d1", "d2", "d3", None],
    "visit": [None, None, None, None, "s1"],
    "platform": ["web", "web", "server"],
    "url": ["https://shop.example/p/1?utm_source=Google&utm_medium=cpc", "/pricing", None],
    "referrer": [None, "https://www.google.com/search", "https://shop.example/"],
    "order_no": [None, None, "o1", "o2"],
    "amount": ["10", "19.99", "-5", None],
    "currency": ["EUR", "USD", "GBP", None],
    "agent": [None] * 12 + ["Googlebot"],
    "browser": [None, "Firefox", "Safari"],
    "props": [None, '{"plan": "pro"}', '{"plan": "pro"}', '{"plan": "free"}'],
}


def raw_row(world=0, at=START, loaded=START + 60 * DAY, **values):
    """One raw row with ids of its world; values are raw columns."""
    row = {**dict.fromkeys(COLUMNS.values()), "tracker": "web", "event": "product_viewed", **values}
    for name in ("id", "person", "device", "order_no"):
        row[name] = row[name] and f"{row[name]} of {world}"
    return {**row, "ts": str(at), "loaded": loaded and str(loaded)}


def random_world(world, chance, batch_count):
    """Batches of one world's rows: late by up to 60 days, some of loads that are old or were read."""
    batches = [[] for _ in range(batch_count)]
    # Most worlds are quiet in most batches, so that a run has something to leave alone.
    own_batches = [chance.randrange(batch_count) for _ in range(chance.choice([1, 2, 2, 3]))]
    habits = {name: chance.choice(choices) for name, choices in CHOICES.items()}
    for _ in range(chance.randint(2, 14)):
        draw = {
            name: habits[name] if chance.random() < 0.3 else chance.choice(choices)
            for name, choices in CHOICES.items()
        }
        at = START + draw.pop("day") * DAY + datetime.timedelta(seconds=draw.pop("seconds"))
        delay = draw.pop("delay")
        draw["received"] = None if delay is None else str(at + datetime.timedelta(seconds=delay))
        draw["id"] = chance.choice([None, f"e{chance.randrange(10)}"])
        for copy in range(chance.choice([1, 1, 1, 1, 2, 3])):
            batch = chance.choice(own_batches)
            load = max(0, batch - chance.choice([0, 0, 0, 1, 5]))
            row = raw_row(world, at, START + (60 + load) * DAY, **draw)
            if copy:
                name = chance.choice(["browser", "person", "device", "received", "props"])
                row[name] = raw_row(world, **{name: chance.choice(CHOICES.get(name, [None]))})[name]
            if chance.random() < 0.02:
                row["ts"] = chance.choice([str(START + 90 * DAY), None, "soon"])
            if chance.random() < 0.02:
                row["loaded"] = chance.choice([None, "later"])
            batches[batch].append(row)
    for batch in batches:
        chance.shuffle(batch)
    return batches


def random_batches(world_count, batch_count, seed):
    """The batches of many worlds together; each world has its rows in some of them."""
    chance = random.Random(seed)
    batches = [[] for _ in range(batch_count)]
    for world in range(world_count):
        for batch, rows in zip(batches, random_world(world, chance, batch_count)):
            batch += rows
    return batches


class History:
    """A scratch database whose raw table grows: every model was built before the first row came."""

    def __init__(self, workshop, target="duckdb"):
        self.database = workshop.database(target)
        self.vars = {**SETTINGS}
        self.database.built_once("history_without_rows", self.build)

    def build(self):
        for path in sorted(ROOT.glob("seeds/*/*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                columns, *rows = csv.reader(file)
            rows = RULE_ROWS.get(path.stem, rows if path.parent.name == "rules" else [])
            self.seed(path.stem, PLAN.get(path.stem, rows), columns)
        self.seed("raw_rows", [], COLUMNS.values())
        # A Replay has recorded nothing yet that it could send again.
        History.run(self, select=EVERYTHING)

    def seed(self, name, rows, columns=None):
        """Write a table of rules or of the plan anew: rows are dicts, or values in order."""
        # A table that is made anew would take the views on it along.
        is_new = name not in self.database.relations()
        columns = list(columns or self.database.types(name))
        rows = [row if isinstance(row, dict) else dict(zip(columns, row)) for row in rows]
        rows = [{key: value or None for key, value in row.items()} for row in rows]
        if is_new:
            self.database.create(name, dict.fromkeys(columns, "varchar"), [])
        self.database.execute(f"delete from analytics.{name}")
        if rows:
            self.database.copy(f"analytics.{name}", columns, rows)

    def arrive(self, rows):
        """Rows are added to the raw table."""
        if rows:
            self.database.copy("analytics.raw_rows", list(COLUMNS.values()), rows)

    def run(self, *arguments, select=SELECTION, command="run", **options):
        return dbt(
            *(command, "--select", *select, *arguments),
            database=self.database,
            vars=self.vars,
            manifest=parsed_project(self.database, self.vars),
            **options,
        )

    def killed_run(self, statement_count):
        """A run in a process of its own, killed while it sends so many-th statement; gives its model."""
        DuckDB.close_all()
        forking = multiprocessing.get_context("fork")
        hearing, telling = forking.Pipe(duplex=False)

        class Told:
            def append(self, statement):
                telling.send(statement[0])

        process = forking.Process(target=self.run, kwargs={"statements": Told()})
        process.start()
        telling.close()
        names = [hearing.recv() for _ in range(statement_count)]
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        return names[-1]

    def models(self):
        """Names of the compared models that exist."""
        existing = set(self.database.relations())
        return sorted(
            node.name
            for node in parsed_project(self.database, self.vars).nodes.values()
            if node.resource_type == "model"
            and node.path.split("/")[0] in COMPARED
            and node.name in existing
            and node.name not in BOOKKEEPING
        )

    def tables(self):
        """Every compared table, without what says when a row was read."""
        tables = {}
        for name in self.models():
            columns = [column for column in self.database.types(name) if column not in NOT_COMPARED]
            names = ", ".join(f'"{column}"' for column in columns)
            tables[name] = self.database.query(f'select {names} from analytics."{name}"')
        return tables

    def full_refresh(self, arriving=SELECTION):
        # A table that is made anew takes the views on it along.
        self.run("--full-refresh", select=[*arriving, f"path:models/staging,{KEPT}"])

    def make_the_others(self):
        """Build from the kept tables what keeps no rows."""
        self.run("--exclude", KEPT, select=ARRIVING)

    def keeping(self):
        """Names of models that keep their rows."""
        nodes = parsed_project(self.database, self.vars).nodes.values()
        return [node.name for node in nodes if node.config.materialized == "incremental"]

    def built_whole(self):
        """Those whose last build was no incremental one."""
        states = self.database.read("int_cro__model_states").dicts()
        last = {row["model_name"]: row for row in sorted(states, key=lambda row: row["state_number"])}
        return [
            name
            for name in self.keeping()
            if name in last and last[name]["previous_batch_number"] is None
        ]

    def check(self, without=(), arriving=SELECTION):
        """What the runs left equals a full refresh, but for tables left out; gives the tables.

        ARRIVING compares also those that keep no rows, and so are made anew from those that do.
        """
        if arriving is ARRIVING:
            self.make_the_others()
        kept = self.tables()
        self.full_refresh(arriving)
        fresh = self.tables()
        assert kept.keys() == fresh.keys()
        differing = []
        for name, table in fresh.items():
            if name in without or Counter(kept[name].unordered) == Counter(table.unordered):
                continue
            try:
                assert_same_rows(kept[name], table, name=name)
            except AssertionError as difference:
                differing.append(str(difference))
        assert not differing, "\n".join(differing)
        return fresh


class MemoryDuckDB(DuckDB):
    """A copy in memory of a DuckDB file, which stays open."""

    def __init__(self, file):
        self.folder = file.folder
        self.opened_in_memory = duckdb.connect()
        with file.connection() as connection:
            connection.execute("checkpoint")
        file.close_all()
        # Statements name the database that they were made for.
        for statement in (
            f"attach '{file.path}' as file (read_only)",
            f"attach ':memory:' as {file.name}",
            f"copy from database file to {file.name}",
            "detach file",
            f"use {file.name}",
            "set threads = 1",
        ):
            self.opened_in_memory.execute(statement)

    @contextmanager
    def connection(self):
        yield self.opened_in_memory


class Replay(History):
    """A history in memory, in which dbt's own statements are sent again without dbt.

    Whatever the rows are, dbt sends for a model of this package the same statements in every run, and
    in every full refresh, so what it once sent stands for it. Models that keep their rows are compared.
    """

    def __init__(self, workshop):
        super().__init__(workshop)
        nodes = parsed_project(self.database, self.vars).nodes.values()
        kinds = {node.name: node.config.materialized for node in nodes}
        self.sent = {name for name, kind in kinds.items() if kind in ("incremental", "table")}
        self.recorded = {"later": self.record(), "full": self.record("--full-refresh")}
        self.names = list(dict.fromkeys(name for name, _ in self.recorded["later"]))
        self.database = MemoryDuckDB(self.database)

    def record(self, *arguments):
        """What dbt sends in a run of one thread, without what it only asks."""
        sent = []
        super().run("--threads", "1", *arguments, statements=sent)
        statements = [(name, text.split("*/", 1)[-1].strip()) for name, text in sent]
        return [
            (name, text)
            for name, text in statements
            if name in self.sent
            and not text.lower().startswith(("select", "describe"))
        ]

    def run(self, models=None, kind="later", sent_count=None):
        """Build these models, or all; if the run is killed, only so many statements are sent."""
        statements = [text for name, text in self.recorded[kind] if models is None or name in models]
        with self.database.connection() as connection, connection.cursor() as cursor:
            cursor.execute(f"use {self.database.name}.analytics")
            # Optimising takes longer than reading a few rows.
            cursor.execute("pragma disable_optimizer")
            self.drop_backups(cursor)
            for text in statements[:sent_count]:
                cursor.execute(text)

    def drop_backups(self, cursor):
        """Drop old tables that a killed run left beside the new ones, which dbt does when it finds one."""
        cursor.execute(
            "select table_name from duckdb_tables()"
            f" where database_name = '{self.database.name}' and table_name like '%\\_\\_dbt\\_backup' escape '\\'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'drop table "{name}" cascade')

    def full_refresh(self, arriving=SELECTION):
        self.run(kind="full")

    def make_the_others(self):
        """Only what keeps its rows is compared."""

    def models(self):
        compared = {*self.keeping(), "int_cro__event_ledger"}
        return [name for name in super().models() if name in compared]

    def start_again(self, rows):
        """These are the first raw rows that ever came."""
        self.database.execute("delete from analytics.raw_rows")
        self.arrive(rows)
        self.full_refresh()
