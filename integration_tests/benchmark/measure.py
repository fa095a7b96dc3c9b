"""Run one dbt command in this process and print, as JSON, what each node of it cost.

Started by run.py, which reads CPU and memory of the whole process from the operating system.
"""

import json
import os
import re
import sys
import time
from pathlib import Path

from dbt.cli.main import dbtRunner

HERE = Path(__file__).resolve().parent


class PeakMemory:
    """The most memory that this process had (resident set), as Linux counts it; elsewhere nothing."""

    forgets = Path("/proc/self/clear_refs")
    status = Path("/proc/self/status")

    def __init__(self):
        self.megabytes = 0.0

    def since_forgotten(self):
        """The peak since it was last forgotten, which stays in the peak of all."""
        found = re.search(r"VmHWM:\s+(\d+) kB", self.status.read_text()) if self.status.exists() else None
        megabytes = int(found[1]) / 1024 if found else 0.0
        self.megabytes = max(self.megabytes, megabytes)
        return megabytes

    def forget(self):
        self.since_forgotten()
        if self.forgets.exists():
            self.forgets.write_text("5")


class Meter:
    """CPU, wall seconds and memory between two events of dbt, by node; one dbt thread only."""

    def __init__(self):
        self.memory = PeakMemory()
        self.nodes = {}
        self.messages = []
        self.in_statements = 0.0
        self.node_started = self.statement_started = (0.0, 0.0)

    def now(self):
        return time.process_time(), time.monotonic()

    def listen(self, event):
        name = event.info.name
        if name == "NodeStart":
            self.memory.forget()
            self.node_started = self.now()
        elif name == "NodeFinished":
            cpu, wall = self.now()
            node = event.data.node_info
            self.nodes[node.unique_id] = {
                "cpu": cpu - self.node_started[0],
                "wall": wall - self.node_started[1],
                "megabytes": self.memory.since_forgotten(),
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
    meter.memory.since_forgotten()
    problem = str(outcome.exception or "")
    print(
        json.dumps(
            {
                "success": outcome.success,
                "problem": "\n".join([*meter.messages, problem])[:3000],
                "nodes": meter.nodes,
                "in_statements": meter.in_statements,
                "megabytes": meter.memory.megabytes,
            }
        )
    )


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
