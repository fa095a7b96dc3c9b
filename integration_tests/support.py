"""What the tests share: dbt in this process, scratch databases, whole-table comparison.

CONTRIBUTING.md shows how a test uses it.
"""

import csv
import datetime
import decimal
import fcntl
import hashlib
import io
import json
import math
import os
import pickle
import shutil
import tempfile
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb
import psycopg2
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from quicker_dbt import Messages, make_dbt_quicker

make_dbt_quicker()

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = "analytics"
WARNINGS_ARE_ERRORS = '{"error": "all", "warn": ["LogTestResult"]}'

# DuckDB names a type its own way; the tables of both databases are made from these.
POSTGRES_TYPES = {
    "VARCHAR": "text",
    "DOUBLE": "double precision",
    "HUGEINT": "numeric",
}


# --- Tables ------------------------------------------------------------------------------------


class Table:
    """A whole table: its column names, and its rows in a stable order."""

    def __init__(self, columns, rows):
        self.columns = list(columns)
        self.unordered = rows

    @cached_property
    def rows(self):
        return sorted((tuple(row) for row in self.unordered), key=order_of)

    def dicts(self):
        return [dict(zip(self.columns, row)) for row in self.rows]

    def column(self, name):
        position = self.columns.index(name)
        return [row[position] for row in self.rows]

    def only(self, columns):
        if list(columns) == self.columns:
            return self
        positions = [self.columns.index(name) for name in columns]
        rows = [tuple(row[position] for position in positions) for row in self.unordered]
        return Table(columns, rows)

    def without(self, *columns):
        return self.only([name for name in self.columns if name not in columns])


def order_of(row):
    """Sorts mixed types and nulls; floats come last, so that rounding cannot shuffle rows."""
    exact = [(value is not None, str(value)) for value in row if not is_float(value)]
    inexact = [value for value in row if is_float(value)]
    return exact, inexact


def is_float(value):
    return isinstance(value, float)


def as_table(rows, columns=None):
    """A Table as it is, or one made of dicts (every dict has the same keys)."""
    if isinstance(rows, Table):
        return rows
    rows = list(rows)
    columns = list(columns or rows[0])
    return Table(columns, [[row[name] for name in columns] for row in rows])


def plain(value):
    """One spelling for values that both databases and Python write differently."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, decimal.Decimal):
        return value.normalize() + 0 if value else decimal.Decimal(0)
    if isinstance(value, int):
        return decimal.Decimal(value).normalize() if value else decimal.Decimal(0)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    return value


def fingerprints(table):
    """Enough to see most equal tables at once; a float at a rounding edge needs the long way."""
    return Counter(
        tuple(f"{value:.11g}" if is_float(value) else plain(value) for value in row)
        for row in table.unordered
    )


def split_row(row):
    exact = tuple(str(plain(value)) for value in row if not is_float(value))
    shape = tuple(is_float(value) for value in row)
    return (shape, exact), tuple(value for value in row if is_float(value))


def same_floats(left, right, tolerance):
    return all(
        (math.isnan(a) and math.isnan(b))
        or math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
        for a, b in zip(left, right)
    )


def assert_same_rows(actual, expected, tolerance=1e-9, name="table"):
    """Whole tables are equal: every row as often as in the other, floats to the tolerance.

    Either side may be a Table or a list of dicts. A list of dicts names the columns to
    compare; between two Tables all columns are compared, whatever their order.
    """
    if isinstance(actual, Table) and isinstance(expected, Table):
        assert sorted(actual.columns) == sorted(expected.columns), (
            f"{name}: columns differ: "
            f"{sorted(set(actual.columns) ^ set(expected.columns))}"
        )
        columns = actual.columns
    else:
        named = expected if not isinstance(expected, Table) else actual
        other = actual if named is expected else expected
        columns = list(named[0]) if named else list(other.columns)
    actual = as_table(actual, columns).only(columns)
    expected = as_table(expected, columns).only(columns)
    if fingerprints(actual) == fingerprints(expected):
        return

    found, wanted = defaultdict(list), defaultdict(list)
    for groups, table in ((found, actual), (wanted, expected)):
        for row in table.rows:
            exact, floats = split_row(row)
            groups[exact].append((floats, row))

    differences = []
    for key in {**wanted, **found}:
        left = sorted(found.get(key, []), key=lambda pair: pair[0])
        right = sorted(wanted.get(key, []), key=lambda pair: pair[0])
        if len(left) == len(right) and all(
            same_floats(a[0], b[0], tolerance) for a, b in zip(left, right)
        ):
            continue
        differences += [("only in actual  ", row) for _, row in left]
        differences += [("only in expected", row) for _, row in right]
    assert not differences, (
        f"{name}: {len(actual.rows)} rows against {len(expected.rows)}; "
        f"columns {columns}\n"
        + "\n".join(f"{side} {row}" for side, row in differences[:20])
    )


# --- Databases -----------------------------------------------------------------------------------


def csv_text(columns, rows):
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([csv_value(row.get(name)) for name in columns])
    return buffer.getvalue()


def csv_value(value):
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    if isinstance(value, float):
        return repr(value)
    return str(value)


class Database:
    """A database that dbt builds into, in the schema of profiles.yml."""

    target: str
    environment: dict

    def query(self, sql):
        """The result of a query as a Table."""
        return Table(*self.fetch(sql))

    def read(self, relation, schema=SCHEMA):
        return self.query(f'select * from {schema}."{relation}"')

    def relations(self, schema=SCHEMA):
        found = self.query(
            "select table_name from information_schema.tables"
            f" where table_schema = '{schema}'"
        )
        return found.column("table_name")

    def create(self, relation, types, rows, schema=SCHEMA):
        """Make a table by hand: types is column to type, rows are dicts (missing = null).

        Rows may also be the path of a Parquet file, on DuckDB alone.
        """
        given = {} if isinstance(rows, Path) else {name for row in rows for name in row}
        unknown = set(given) - set(types)
        assert not unknown, f"{relation} has no column {sorted(unknown)}"
        columns = ", ".join(f'"{name}" {self.type_of(type_)}' for name, type_ in types.items())
        self.execute(f"create schema if not exists {schema}")
        self.drop(relation, schema)
        self.execute(f'create table {schema}."{relation}" ({columns})')
        if isinstance(rows, Path):
            self.execute(f"insert into {schema}.\"{relation}\" by name from '{rows}'")
        elif rows:
            self.copy(f'{schema}."{relation}"', list(types), rows)

    def drop(self, relation, schema=SCHEMA):
        kinds = self.query(
            "select table_type from information_schema.tables"
            f" where table_schema = '{schema}' and table_name = '{relation}'"
        )
        for kind in kinds.column("table_type"):
            kind = "view" if kind == "VIEW" else "table"
            self.execute(f'drop {kind} {schema}."{relation}" cascade')

    def clear(self):
        self.execute(f"drop schema if exists {SCHEMA} cascade")
        self.execute(f"create schema {SCHEMA}")

    def types(self, relation, schema=SCHEMA):
        found = self.query(
            "select ordinal_position, column_name, data_type from information_schema.columns"
            f" where table_schema = '{schema}' and table_name = '{relation}'"
        )
        return {row[1]: row[2] for row in sorted(found.rows)}


class DuckDB(Database):
    target = "duckdb"
    name = "scratch"

    def __init__(self, folder):
        self.path = Path(folder) / f"{self.name}.duckdb"
        self.folder = Path(folder)
        self.environment = {"CRO_DUCKDB_PATH": str(self.path)}

    # Opening a file takes longer than most queries, so files stay open until somebody else asks.
    opened = {}

    @classmethod
    def close_all(cls):
        """Let dbt or another process open the files."""
        while cls.opened:
            cls.opened.popitem()[1].close()

    def copy_of(self, other):
        """Start as a copy of another database."""
        self.close_all()
        shutil.copy(other.path, self.path)

    def built_once(self, name, build):
        """Hold what build() makes of this empty database; later calls, in any process, copy it."""

        def built_file():
            build()
            self.close_all()
            return self.path.read_bytes()

        content = made_once(name, built_file)
        self.close_all()
        self.path.write_bytes(content)

    @contextmanager
    def connection(self):
        if self.path not in self.opened:
            self.opened[self.path] = duckdb.connect(
                str(self.path), config={"storage_compatibility_version": "v1.4.0"}
            )
        yield self.opened[self.path]

    def fetch(self, sql):
        with self.connection() as connection:
            cursor = connection.execute(sql)
            return [item[0] for item in cursor.description], cursor.fetchall()

    def execute(self, sql):
        with self.connection() as connection:
            connection.execute(sql)

    def copy(self, relation, columns, rows):
        path = self.folder / "rows.csv"
        path.write_text(csv_text(columns, rows), encoding="utf-8")
        names = ", ".join(f'"{name}"' for name in columns)
        types = ", ".join(f"'{position}': 'varchar'" for position, _ in enumerate(columns))
        self.execute(
            f"insert into {relation} ({names}) select * from read_csv('{path}', "
            f"header = false, columns = {{{types}}}, nullstr = '\\N', "
            "allow_quoted_nulls = false, quote = '\"', escape = '\"', delim = ',')"
        )

    def type_of(self, type_):
        return type_


class Postgres(Database):
    target = "postgres"

    def __init__(self, host, name):
        self.host = str(host)
        self.name = name
        self.environment = {
            "CRO_POSTGRES_HOST": self.host,
            "CRO_POSTGRES_USER": "postgres",
            "CRO_POSTGRES_DATABASE": name,
        }

    def copy_of(self, other):
        """Start as a copy of another database, which nobody may be connected to."""
        with Postgres(self.host, "postgres").connection() as cursor:
            cursor.execute(f"drop database if exists {self.name} with (force)")
            cursor.execute(f"create database {self.name} template {other.name}")

    def built_once(self, name, build):
        """Hold what build() makes of this empty database; later calls on this server copy it."""
        first = Postgres(self.host, name)
        found = self.query(f"select count(*) from pg_database where datname = '{name}'")
        if found.rows == [(0,)]:
            build()
            first.copy_of(self)
        else:
            self.copy_of(first)

    @contextmanager
    def connection(self):
        connection = psycopg2.connect(host=self.host, user="postgres", dbname=self.name)
        connection.autocommit = True
        try:
            yield connection.cursor()
        finally:
            connection.close()

    def fetch(self, sql):
        with self.connection() as cursor:
            cursor.execute(sql)
            return [item[0] for item in cursor.description], cursor.fetchall()

    def execute(self, sql):
        with self.connection() as cursor:
            cursor.execute(sql)

    def copy(self, relation, columns, rows):
        names = ", ".join(f'"{name}"' for name in columns)
        with self.connection() as cursor:
            cursor.copy_expert(
                f"copy {relation} ({names}) from stdin with (format csv, null '\\N')",
                io.StringIO(csv_text(columns, rows)),
            )

    def type_of(self, type_):
        return POSTGRES_TYPES.get(type_.upper(), type_)


# --- dbt -----------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What a dbt command gave: its node results, and its messages of level warn and error."""

    # A failed assertion shows the messages; the rest would fill pages.
    results: list = field(repr=False)
    messages: list
    success: bool
    value: object = field(repr=False)

    def statuses(self):
        return {result.node.name: str(result.status) for result in self.results}

    def text(self):
        return "\n".join(self.messages)


@contextmanager
def environment_variables(values):
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def duckdb_handed_over():
    """The tests let go of their DuckDB files, and dbt of its own, which it keeps after a command."""
    DuckDB.close_all()
    try:
        yield
    finally:
        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager._ENV.close()
            DuckDBConnectionManager.close_all_connections()


def dbt(
    *arguments,
    database=None,
    project_dir=ROOT,
    profiles_dir=None,
    target=None,
    vars=None,
    env=None,
    manifest=None,
    target_path=None,
    must_succeed=True,
    statements=None,
):
    """Run dbt in this process; a failure raises with dbt's own messages.

    database is a DuckDB or Postgres above; target and env name another place. With
    must_succeed=False a failing run is returned instead (for tests of bad input). To a list
    given as statements comes all that is sent for a model: (name of the model, statement).
    """
    if manifest is None and project_dir == ROOT and arguments[0] in ("build", "run", "test", "compile"):
        manifest = parsed_project(database, vars)
    target = target or (database.target if database else "duckdb")
    env = {**(database.environment if database else {}), **(env or {})}
    command = [
        *arguments,
        *("--project-dir", str(project_dir), "--profiles-dir", str(profiles_dir or project_dir)),
        *("--target", target, "--vars", json.dumps(vars or {})),
    ]
    if arguments[0] not in ("deps", "clean"):
        command += ["--target-path", str(target_path or OWN_TARGET_FOLDER.name)]
    if arguments[0] in ("build", "run") and target == "duckdb":
        # The other process of the tests keeps the other core busy; two threads here would wait for each other.
        command += ["--threads", "1"]
    flags = ["--quiet", "--no-use-colors", "--log-level-file", "none"]
    flags += ["--warn-error-options", WARNINGS_ARE_ERRORS]
    # Nobody reads these files, and writing them takes longer than running a model.
    flags += ["--no-write-json", "--no-partial-parse"]
    messages = []

    def listen(event):
        if event.info.level in ("warn", "error"):
            messages.append(event.info.msg)
        if statements is not None and event.info.name == "SQLQuery" and event.data.node_info.node_name:
            statements.append((event.data.node_info.node_name, event.data.sql))

    # Statements are messages of level debug.
    Messages.debug_is_read = statements is not None
    with environment_variables(env), duckdb_handed_over():
        outcome = dbtRunner(manifest=manifest, callbacks=[listen]).invoke(flags + command)
    results = list(getattr(outcome.result, "results", None) or [])
    answer = Outcome(results, messages, outcome.success, outcome.result)
    if must_succeed and not outcome.success:
        raise AssertionError(
            f"dbt {' '.join(arguments)} (target {target}) failed\n"
            + "\n".join(messages)
            + (f"\n{outcome.exception}" if outcome.exception else "")
        )
    return answer


# Several processes may test this project at a time, and dbt writes while it parses.
OWN_TARGET_FOLDER = tempfile.TemporaryDirectory(prefix="cro_target_")


def made_once(name, make):
    """What make() gives: made by the first process of a test run that asks, read by the others."""
    path = Path(os.environ.get("CRO_TESTS_FOLDER", OWN_TARGET_FOLDER.name)) / name
    with open(f"{path}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            path.write_bytes(pickle.dumps(make()))
    return pickle.loads(path.read_bytes())


manifests = {}
PROJECT_VARS = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]["cro"]
# What a model depends on, and the types of its contract, are settled while dbt parses, by these vars alone.
PARSED_VARS = {"cro__sources", "cro__extra_sources", "cro__with_analyses"}
PARSED_VARS |= {"cro__type_text", "cro__type_double", "cro__type_amount", "cro__type_timestamp"}
PARSED_VARS |= {name for name, value in PROJECT_VARS.items() if "{{" in str(value)}


def parsed_project(database, vars=None):
    """The package parsed for a database, which takes ten times as long as most runs do.

    One manifest serves every database of a target, and all vars but those that say which
    models there are or stand for one: the others are read when a model runs.
    """
    key = database.target, *(
        f"{name}: {value}"
        for name, value in sorted((vars or {}).items())
        if name in PARSED_VARS
    )
    if key not in manifests:
        digest = hashlib.md5(repr(key).encode()).hexdigest()
        manifests[key] = made_once(
            f"manifest_{digest}", lambda: dbt("parse", database=database, vars=vars).value
        )
    nodes = manifests[key].nodes.values()
    if any(node.database != database.name for node in nodes):
        for node in nodes:
            node.database = database.name
        # What macros see as graph is a copy, which dbt makes once.
        manifests[key].build_flat_graph()
    return manifests[key]


class Workshop:
    """Runs chosen models of the package on relations made by hand, in a scratch database.

    Learns the columns of models by building all of them on no rows.
    """

    def __init__(self, folder, databases):
        self.folder = Path(folder)
        self.databases = databases
        self.known_columns = {}

    def database(self, target):
        """The scratch database of a target, empty."""
        database = self.databases(target)
        database.clear()
        return database

    def columns(self, relation):
        """Column to type (as DuckDB says it) of a model or seed of the package."""
        self.learn_columns([relation])
        return self.known_columns[relation]

    def learn_columns(self, relations):
        if not self.known_columns:
            self.known_columns = made_once("columns", self.columns_of_all)
        unknown = [name for name in relations if name not in self.known_columns]
        assert not unknown, f"the package has no relation {unknown}, or it could not be built"

    def columns_of_all(self):
        (self.folder / "columns").mkdir()
        database = DuckDB(self.folder / "columns")
        for path in ROOT.glob("seeds/**/*.csv"):
            header = next(csv.reader(path.open(encoding="utf-8")))
            database.create(path.stem, dict.fromkeys(header, "varchar"), [])
        dbt("run", "--empty", database=database)
        return {name: database.types(name) for name in database.relations()}

    def build_models(
        self, selection, inputs, target="duckdb", vars=None, command="run", must_succeed=True
    ):
        """Create inputs (relation to rows, or to (types, rows)), run the selection, give the Built.

        Rows are dicts; a column left out is null. Only relations that are no model or seed of
        the package need types. Models that are selected read their inputs as if dbt built them.
        """
        database = self.database(target)
        self.learn_columns([name for name, rows in inputs.items() if not isinstance(rows, tuple)])
        for relation, rows in inputs.items():
            types, rows = rows if isinstance(rows, tuple) else (self.columns(relation), rows)
            database.create(relation, types, rows)
        names = selection.split() if isinstance(selection, str) else list(selection)
        outcome = dbt(
            *(command, "--select", *names),
            database=database,
            vars=vars,
            must_succeed=must_succeed,
        )
        return Built(database, outcome)


@dataclass
class Built:
    """Built models: built["dim_cro__visitors"] is the whole table, sorted."""

    database: Database
    outcome: Outcome

    def __getitem__(self, relation):
        return self.database.read(relation)

