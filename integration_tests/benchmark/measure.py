"""Run one dbt command in this process and print, as JSON, what each node of it cost.

Started by run.py, which reads CPU and memory of the whole process from the operating system.
"""

import json
import os
import sys
import time
from pathlib import Path

from dbt.cli.main import dbtRunner

HERE = Path(__file__).resolve().parent


class Meter:
    """CPU and wall seconds between two events of dbt, by node; one dbt thread only."""

    def __init__(self):
        self.nodes = {}
        self.messages = []
        self.in_statements = 0.0
        self.node_started = self.statement_started = (0.0, 0.0)

    def now(self):
        return time.process_time(), time.monotonic()

    def listen(self, event):
        name = event.info.name
        if name == "NodeStart":
            self.node_started = self.now()
        elif name == "NodeFinished":
            cpu, wall = self.now()
            node = event.data.node_info
            self.nodes[node.unique_id] = {
                "cpu": cpu - self.node_started[0],
                "wall": wall - self.node_started[1],
                "status": node.node_status,
            }
        elif name == "SQLQuery":
            self.statement_started = self.now()
        elif name == "SQLQueryStatus":
            self.in_statements += self.now()[0] - self.statement_started[0]
        if event.info.level in ("warn", "error"):
            self.messages.append(event.info.msg)


def main(order):
    os.environ["CRO_BENCHMARK_FOLDER"] = order["folder"]
    os.environ["CRO_BENCHMARK_MEMORY_LIMIT"] = order["memory_limit"]
    meter = Meter()
    arguments = ["--quiet", "--no-use-colors", "--log-level-file", "none", *order["command"]]
    arguments += ["--project-dir", str(HERE.parent.parent), "--profiles-dir", str(HERE)]
    arguments += ["--target-path", order["target_path"], "--vars", json.dumps(order["vars"])]
    outcome = dbtRunner(callbacks=[meter.listen]).invoke(arguments)
    problem = str(outcome.exception or "")
    print(
        json.dumps(
            {
                "success": outcome.success,
                "problem": "\n".join([*meter.messages, problem])[:3000],
                "nodes": meter.nodes,
                "in_statements": meter.in_statements,
            }
        )
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
