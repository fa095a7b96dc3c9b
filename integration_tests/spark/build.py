"""Build the demo on a Spark of one process, and compare what readers see with the demo on DuckDB.

Started by `make spark`, which has built the demo on DuckDB before. Ends with 1 where a row differs.
"""

import csv
import json
import os
import shutil
import sys
from pathlib import Path

import duckdb
import yaml
from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FOLDER = ROOT / "target" / "spark"
DEMO = ROOT / os.environ.get("CRO_DUCKDB_PATH", "target/cro.duckdb")
SCHEMA = "analytics"
VARS = {"cro__type_text": "string", "cro__type_double": "double", "cro__type_timestamp": "timestamp_ntz"}


def start_spark():
    """The session that dbt will find and use; what Spark writes lies in the folder we are in."""
    profile = yaml.safe_load((HERE / "profiles.yml").read_text())["cro"]["outputs"]["spark"]
    builder = SparkSession.builder.enableHiveSupport()
    for name, value in profile["server_side_parameters"].items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def dbt(command, *flags):
    arguments = [*flags, command, "--project-dir", str(ROOT), "--profiles-dir", str(HERE)]
    arguments += ["--target-path", str(FOLDER / "dbt"), "--vars", json.dumps(VARS)]
    outcome = dbtRunner().invoke(arguments)
    if not outcome.success:
        sys.exit(f"dbt {command} failed on Spark. {outcome.exception or ''}")
    return outcome.result


def load_seeds(spark, manifest):
    """Not by dbt, whose sessions load an empty cell as the text None and stop at an apostrophe."""
    spark.sql(f"create schema if not exists {SCHEMA}")
    for node in manifest.nodes.values():
        if node.resource_type != "seed":
            continue
        with open(ROOT / node.original_file_path, encoding="utf-8", newline="") as file:
            names, *rows = csv.reader(file)
        texts = spark.createDataFrame(
            [[cell or None for cell in row] for row in rows],
            ", ".join(f"`{name}` string" for name in names),
        )
        types = node.config.column_types
        typed = [f"cast(`{name}` as {types.get(name, 'string')}) as `{name}`" for name in names]
        texts.selectExpr(*typed).write.saveAsTable(f"{SCHEMA}.{node.alias}")


def comparable(name, type_):
    """Databases add up numbers in orders of their own, so numbers are compared to eight digits."""
    if type_ in ("DOUBLE", "FLOAT"):
        return f"printf('%.7e', \"{name}\" + 0.0)"
    if type_.startswith("DECIMAL"):
        return f'cast(cast("{name}" as decimal(28, 4)) as varchar)'
    return f'cast("{name}" as varchar)'


def compare(database):
    """Rows and differing rows of every table for readers, by its name."""
    tables = [
        name
        for (name,) in database.execute(
            "select table_name from duckdb_tables() where database_name = 'demo'"
            " and (table_name like 'dim%' or table_name like 'fct%' or table_name like 'mart%')"
            " order by table_name"
        ).fetchall()
    ]
    counts = {}
    for name in tables:
        on_duckdb = f"demo.{SCHEMA}.{name}"
        on_spark = f"read_parquet('{FOLDER}/spark-warehouse/{SCHEMA}.db/{name}/*.parquet')"
        columns = database.execute(f"describe {on_duckdb}").fetchall()
        row = ", ".join(comparable(column, type_) for column, type_, *_ in columns)
        differing = " union all ".join(
            f"(select {row} from {left} except all select {row} from {right})"
            for left, right in ((on_duckdb, on_spark), (on_spark, on_duckdb))
        )
        counts[name] = database.execute(
            f"select (select count(*) from {on_duckdb}), (select count(*) from ({differing}))"
        ).fetchone()
    return counts


def main():
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        sys.exit("Spark needs Java 17 or newer: install it, or name the folder it is in as JAVA_HOME.")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    os.chdir(FOLDER)
    spark = start_spark()
    load_seeds(spark, dbt("parse", "--quiet"))
    dbt("run")
    spark.stop()
    database = duckdb.connect()
    database.execute(f"attach '{DEMO}' as demo (read_only)")
    counts = compare(database)
    for name, (row_count, differing_count) in counts.items():
        print(f"{name}: {row_count} rows, {differing_count} differing")
    differing = [name for name, (_, differing_count) in counts.items() if differing_count]
    print(f"{len(counts)} tables, {len(differing)} of which differ between DuckDB and Spark")
    sys.exit(1 if differing or not counts else 0)


if __name__ == "__main__":
    main()
