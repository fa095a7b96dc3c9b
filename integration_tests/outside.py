"""The package on data that nobody here made, set up as a project that installed it would.

The data is not part of the repository: it is looked for in ../shared/data, or where
CRO_SHARED_DATA says, and tests skip where it is absent. outside/<name>/ holds the tracking
plan written for it, one CSV file per plan table.
"""

import csv
import gzip
import os
from pathlib import Path

import pytest
from support import ROOT, dbt

PLANS = Path(__file__).parent / "outside"
PLAN_TABLES = (
    "micro_conversions",
    "macro_conversions",
    "conversion_rules",
    "funnels",
    "funnel_steps",
    "properties",
    "segments",
)
RAW = "raw"


def shared_data(name):
    """The folder of one outside data set; the test is skipped where there is none."""
    shared = Path(os.environ.get("CRO_SHARED_DATA", ROOT.parent / "shared" / "data"))
    folder = shared / name
    if not folder.is_dir():
        pytest.skip(f"The outside data {name} is not here; set CRO_SHARED_DATA to its folder.")
    return folder


def read_csv(path):
    """The rows of a CSV file as dicts of text; empty is None, as in a warehouse."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return [
            {name: value or None for name, value in row.items()} for row in csv.DictReader(file)
        ]


def load(database, relation, path):
    rows = read_csv(path)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as file:
        columns = next(csv.reader(file))
    database.create(relation, dict.fromkeys(columns, "varchar"), rows, schema=RAW)


def build(database, name, tables, views=(), vars=None, target_path=None, has_correlations=False):
    """Load the raw tables and the plan as text, then build the package's models on them.

    Nobody published correlations of this data: that they can be built on it is seen on one data set.
    """
    for relation, path in tables.items():
        load(database, relation, path)
    for view in views:
        database.execute(view)
    relations = {}
    for table in PLAN_TABLES:
        if (PLANS / name / f"{table}.csv").exists():
            load(database, table, PLANS / name / f"{table}.csv")
            relations[f"cro__{table}"] = f"{RAW}.{table}"
    dbt(
        *("build", "--select", "path:models", "path:seeds/rules"),
        *("--exclude-resource-type", "unit_test"),
        *(() if has_correlations else ("--exclude", "tag:cro_correlations")),
        database=database,
        vars={**relations, **(vars or {})},
        target_path=target_path,
    )
    return database


def number(database, sql):
    """The one value that a query gives."""
    ((value,),) = database.query(sql).rows
    return value


def percent(part, whole):
    return round(100 * part / whole, 2)
