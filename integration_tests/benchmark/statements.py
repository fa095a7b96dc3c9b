"""Run SQL statements on DuckDB in a process of its own and print, as JSON, cost and last answer."""

import json
import sys
import time

import duckdb


def main(order):
    connection = duckdb.connect(order["database"], config=order["settings"])
    cpu, wall = time.process_time(), time.monotonic()
    for statement in order["statements"]:
        rows = connection.execute(statement).fetchall()
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    print(json.dumps({"cpu": cpu, "wall": wall, "answer": rows}, default=str))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
