"""The benchmark: ratios between two things measured in one run on one machine.

    python run.py --size 1000000 --only full,day

docs/benchmark.md says how to read what it prints. A part builds what it needs and no more; data of
a size is generated once and kept.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import plan
from generate import DAYS, generate, raw_columns
from rivals import TOOLS

HERE = Path(__file__).resolve().parent
PARTS = ["fixed", "full", "memory", "day", "rivals", "matching", "visitor", "demo"]
# Not run unless asked for.
MORE_PARTS = ["tests"]
PLAN_MODELS = ["path:models/tracking_plan", "path:models/staging/tracking_plan"]
ONE_MODEL = ["stg_cro__junk_ids"]
# Folders of models by what they cost; a new folder is "the rest" until it is named here.
GROUPS = {
    "events to facts": ["staging", "increments", "events", "visitors", "conversions"],
    "entries of funnels": ["funnels"],
    "counts of funnels": [],
    "performance and monitoring": ["performance", "monitoring"],
    "correlations and scorecard": ["correlations", "scorecard"],
}


class Trouble(Exception):
    """The benchmark cannot go on, or its answers are not equal."""


@dataclass
class Cost:
    """What a process took; nodes and answer are what it said itself."""

    cpu: float
    wall: float
    megabytes: float
    said: dict

    @property
    def nodes(self):
        return self.said["nodes"]


def run_process(arguments, environment=None):
    """Run a program that prints JSON, and let the operating system say what it cost."""
    started = time.monotonic()
    process = subprocess.Popen(
        [str(argument) for argument in arguments],
        stdout=subprocess.PIPE,
        text=True,
        cwd=HERE,
        env={**os.environ, **(environment or {})},
    )
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - started
    if process.returncode or not output.strip():
        program = Path(arguments[1]).name
        raise Trouble(f"{program} ended with {process.returncode}:\n{output[-3000:]}")
    said = json.loads(output.strip().splitlines()[-1])
    # What told its peak by node made the system forget the peak before.
    megabytes = max(usage.ru_maxrss / 1024, said.get("megabytes", 0))
    return Cost(usage.ru_utime + usage.ru_stime, wall, megabytes, said)


# --- The table that is printed -------------------------------------------------------------------


def amount(value, unit):
    if unit == "s":
        return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"
    return f"{value:,.0f} {unit}".strip()


class Report:
    """Rows: what, a value, what it is held against, their ratio, the goal, whether it is met."""

    titles = ["", "value", "against", "ratio", "goal", "met"]

    def __init__(self):
        self.lines = []

    def title(self, text):
        self.lines.append([text])

    def row(self, what, value, against, unit="s", at_most=None, at_least=None):
        """The ratio is value / against; a goal is the most or the least that it may be."""
        ratio = value / against if against > 0 else float("nan")
        goal = f"<= {at_most:g}" if at_most else f">= {at_least:g}" if at_least else ""
        is_met = ratio <= at_most if at_most else ratio >= at_least if at_least else None
        self.lines.append(
            [
                *(what, amount(value, unit), amount(against, unit)),
                f"{ratio:.3f}" if ratio < 0.2 else f"{ratio:.2f}",
                *(goal, {True: "yes", False: "NO", None: ""}[is_met]),
            ]
        )

    def print(self):
        rows = [line for line in self.lines if len(line) > 1]
        widths = [max(len(row[place]) for row in [self.titles, *rows]) for place in range(6)]
        for line in [self.titles, *self.lines]:
            if len(line) == 1:
                print(f"\n{line[0]}")
                continue
            cells = [line[0].ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
            print(("  " + "  ".join(cells)).rstrip())


# --- The benchmark -------------------------------------------------------------------------------


class Benchmark:
    def __init__(self, given):
        self.size = given.size
        self.folder = Path(given.folder).resolve()
        self.memory_limit = given.memory_limit
        self.everything = ["run", *(["--select", *given.select.split()] if given.select else [])]
        self.added_days = given.added_days or (1 if self.size <= 1_000_000 else 3)
        self.rivals_python = given.rivals_python
        self.work = self.folder / f"work_{self.size}"
        self.work.mkdir(parents=True, exist_ok=True)
        self.data = self.folder / str(self.size)
        self.base_days = DAYS - self.added_days
        self.base_name = f"full refresh of days 1 to {self.base_days}"
        self.report = Report()
        self.kept = {}
        self.parsed = set()
        self.costs_file = self.work / "costs.json"
        if not given.reuse:
            self.costs_file.unlink(missing_ok=True)
        self.limit_megabytes = self.megabytes_of(self.memory_limit)

    def say(self, line):
        print(f"  {line}", file=sys.stderr, flush=True)

    def once(self, name, make):
        """The cost of something that several parts need, or a later run that reuses it."""
        if name not in self.kept and name in self.saved_costs():
            self.kept[name] = Cost(**self.saved_costs()[name])
        if name not in self.kept:
            self.say(f"{name} ...")
            self.kept[name] = make()
            self.save_costs({**self.saved_costs(), name: asdict(self.kept[name])})
        return self.kept[name]

    def saved_costs(self):
        return json.loads(self.costs_file.read_text()) if self.costs_file.exists() else {}

    def save_costs(self, costs):
        self.costs_file.write_text(json.dumps(costs))

    def spoil_base(self):
        """The next run cannot reuse a full refresh that something was added to."""
        costs = self.saved_costs()
        costs.pop(self.base_name, None)
        self.save_costs(costs)

    # Databases

    def database(self, name, rows, count=30, new=True):
        """A DuckDB file with the raw relation (a query) and the plan; gives its path."""
        path = self.work / name / "benchmark.duckdb"
        if new:
            shutil.rmtree(path.parent, ignore_errors=True)
            path.parent.mkdir()
        with duckdb.connect(str(path), config={"storage_compatibility_version": "v1.4.0"}) as open_:
            if new:
                plan.write_plan(open_, count)
            open_.execute(f"create or replace view {plan.RAW_RELATION} as {rows}")
        return path

    def raw_rows(self, days):
        columns = ", ".join(raw_columns())
        return (
            f"select {columns} from"
            f" read_parquet('{self.data}/*/*.parquet', hive_partitioning = true)"
            f" where load_day <= {days}"
        )

    def query(self, path, sql):
        with duckdb.connect(str(path), read_only=True, config={"threads": 2}) as connection:
            return connection.execute(sql).fetchall()

    def megabytes_of(self, limit):
        """A limit as DuckDB reads it, in units of 1024 * 1024 bytes."""
        number, unit = re.fullmatch(r"([\d.]+) *([KMGT]i?B)", limit).groups()
        base = 1024 if "i" in unit else 1000
        return float(number) * base ** ("KMGT".index(unit[0]) + 1) / 1024**2

    # dbt

    def dbt(self, database, *command, vars=plan.VARS, target="target"):
        """A dbt command in a process of its own, on a project that was parsed before."""
        if target not in self.parsed:
            self.parsed.add(target)
            self.dbt(database, "parse", vars=vars, target=target)
        link = self.folder / "open"
        link.unlink(missing_ok=True)
        link.symlink_to(database.parent)
        order = {
            **{"command": command, "folder": str(link), "vars": vars},
            **{"memory_limit": self.memory_limit, "target_path": str(self.folder / target)},
        }
        cost = run_process([sys.executable, HERE / "measure.py", json.dumps(order)])
        if not cost.said["success"]:
            raise Trouble(f"dbt {' '.join(command)} failed:\n{cost.said['problem']}")
        return cost

    def ancestors(self, *names, below=""):
        """Ids of the models that models read, and of themselves, inside a folder of models."""
        manifest = json.loads((self.folder / "target" / "manifest.json").read_text())
        nodes = {key: node for key, node in manifest["nodes"].items() if key.startswith("model.")}
        waiting = [f"model.cro.{name}" for name in names]
        found = set(waiting)
        if not found <= nodes.keys():
            raise Trouble(f"The package has no models {found - nodes.keys()}: mend run.py.")
        while waiting:
            parents = set(nodes[waiting.pop()]["depends_on"]["nodes"]) & nodes.keys() - found
            found |= parents
            waiting += parents
        return {key for key in found if nodes[key]["path"].startswith(below)}

    def groups(self):
        """Name to ids of its models, the rest at the end."""
        manifest = json.loads((self.folder / "target" / "manifest.json").read_text())
        folders = {folder: name for name, folders in GROUPS.items() for folder in folders}
        found = {name: set() for name in [*GROUPS, "the rest"]}
        for key, node in manifest["nodes"].items():
            if key.startswith("model."):
                group = folders.get(node["path"].split("/")[0], "the rest")
                # Entries follow the day, while what is counted over them is counted anew.
                if group == "entries of funnels" and node["config"]["materialized"] != "incremental":
                    group = "counts of funnels"
                found[group].add(key)
        return found

    def seconds_of(self, cost, nodes, clock="cpu"):
        """Seconds of nodes on data: what they take on no rows is not counted."""
        empty = self.empty().nodes
        return sum(
            max(0, node[clock] - empty[key][clock])
            for key, node in cost.nodes.items()
            if key in nodes and key in empty
        )

    def dearest_models(self, cost, count=3):
        """A plan of the database that went wrong shows in one model long before it shows in a sum."""
        seconds = {key: self.seconds_of(cost, {key}) for key in cost.nodes if key.startswith("model.")}
        dearest = sorted(seconds, key=seconds.get, reverse=True)[:count]
        return [(key.split(".")[-1], seconds[key]) for key in dearest]

    def largest_models(self, cost, count=3):
        megabytes = {key: node.get("megabytes", 0) for key, node in cost.nodes.items()}
        largest = sorted(megabytes, key=megabytes.get, reverse=True)[:count]
        return [(key.split(".")[-1], megabytes[key]) for key in largest if megabytes[key]]

    # What several parts need

    def one_model(self):
        def make():
            path = self.database("one_model", self.raw_rows(0))
            return self.dbt(path, "run", "--select", *ONE_MODEL)

        return self.once("a run of one model", make)

    def empty(self):
        def make():
            return self.dbt(self.database("empty", self.raw_rows(0)), *self.everything)

        return self.once("a run of everything on no rows", make)

    def base(self):
        def make():
            path = self.database("base", self.raw_rows(self.base_days))
            cost = self.dbt(path, *self.everything)
            if self.everything == ["run"]:
                cost.said["answers"] = self.own_answers(path)
            return cost

        self.empty()
        return self.once(self.base_name, make)

    def base_path(self):
        self.base()
        return self.work / "base" / "benchmark.duckdb"

    def own_answers(self, path):
        (events,), (sessions,) = (
            self.query(path, f"select count(*) from analytics.{relation}")[0]
            for relation in ("int_cro__events", "fct_cro__sessions")
        )
        return [events, sessions, *self.own_depths(path)]

    def own_depths(self, path):
        """How many visitors have 1, 2, 3 and 4 as their depth in the compared funnel."""
        found = dict(
            self.query(
                path,
                f"""
                select depth, count(*)
                from (
                    select unit_key, max(depth) as depth
                    from analytics.fct_cro__funnel_entries
                    where funnel_key = '{plan.COMPARED_FUNNEL}'
                    group by unit_key
                )
                group by depth
                """,
            )
        )
        return [found.get(depth, 0) for depth in range(1, 5)]

    # Parts

    def fixed(self):
        one, empty = self.one_model(), self.empty()
        self.report.title("dbt's fixed cost (warm parse, one dbt thread)")
        self.report.row(
            f"run of all {len(empty.nodes)} models on no rows / run of one model, CPU",
            *(empty.cpu, one.cpu),
        )
        self.report.row("the same, wall", empty.wall, one.wall)

    def yardstick(self):
        order = {
            "database": str(self.work / "yardstick.duckdb"),
            "settings": {"threads": 2, "memory_limit": self.memory_limit},
            "statements": [
                f"create or replace table raw_rows as {self.raw_rows(self.base_days)}",
                "checkpoint",
            ],
        }
        cost = run_process([sys.executable, HERE / "statements.py", json.dumps(order)])
        (self.work / "yardstick.duckdb").unlink()
        return cost

    def full(self):
        base, empty = self.base(), self.empty()
        yardstick = self.once("reading the raw rows and writing them", self.yardstick).said
        self.report.title(
            f"Full refresh of {self.base_days} load days / reading and writing the raw rows"
        )
        cpu = base.cpu - empty.cpu
        self.report.row("without dbt's fixed cost, CPU", cpu, yardstick["cpu"], at_most=6)
        self.report.row("the same, wall", base.wall - empty.wall, yardstick["wall"])
        self.report.row("the whole run, CPU", base.cpu, yardstick["cpu"])
        self.report.row("the whole run, wall", base.wall, yardstick["wall"])
        for name, models in self.groups().items():
            self.report.row(f"{name}, CPU", self.seconds_of(base, models), yardstick["cpu"])
        matching = self.seconds_of(base, self.matching_models())
        self.report.row("matching / full refresh, CPU", matching, cpu, at_most=0.15)
        for name, seconds in self.dearest_models(base):
            self.report.row(f"{name} / full refresh, CPU", seconds, cpu)

    def memory(self):
        base = self.base()
        self.report.title("Peak memory of the dbt process / DuckDB's memory_limit")
        self.report.row(
            f"full refresh at a limit of {self.memory_limit}",
            *(base.megabytes, self.limit_megabytes),
            unit="MiB",
            at_most=1.2,
        )
        for name, megabytes in self.largest_models(base):
            self.report.row(name, megabytes, self.limit_megabytes, unit="MiB")

    def day(self):
        path, base, empty = self.base_path(), self.base(), self.empty()
        added = []
        self.spoil_base()
        for day in range(self.base_days + 1, DAYS + 1):
            self.say(f"adding day {day} ...")
            self.database("base", self.raw_rows(day), new=False)
            added.append(self.dbt(path, *self.everything))
        cpu = statistics.median(cost.cpu for cost in added)
        wall = statistics.median(cost.wall for cost in added)
        self.report.title(f"One added load day / full refresh of {self.base_days} days")
        self.report.row(
            *("without dbt's fixed cost, CPU", cpu - empty.cpu, base.cpu - empty.cpu),
            at_most=0.08,
        )
        self.report.row("the same, wall", wall - empty.wall, base.wall - empty.wall)
        for name, models in self.groups().items():
            seconds = statistics.median(self.seconds_of(cost, models) for cost in added)
            self.report.row(f"{name}, CPU", seconds, self.seconds_of(base, models))
        self.report.row("the whole run, CPU", cpu, base.cpu)
        self.report.row("the whole run, wall", wall, base.wall)

    def matching_models(self):
        return self.ancestors("int_cro__matched_events", below="conversions")

    def with_plan(self, path, models, *options):
        """A full refresh of the plan and of some models, under another plan."""
        self.spoil_base()
        with duckdb.connect(str(path)) as connection:
            plan.write_plan(connection, *options)
        names = [key.split(".")[-1] for key in models]
        return self.dbt(path, "run", "--full-refresh", "--select", *PLAN_MODELS, *names)

    def matching(self):
        path, models = self.base_path(), self.matching_models()
        costs = []
        for count in (30, 300):
            self.say(f"matching {count} definitions ...")
            costs.append(self.seconds_of(self.with_plan(path, models, count), models))
        self.report.title("Matching events with definitions")
        self.report.row("300 definitions / 30, CPU", costs[1], costs[0], at_most=2)

    def tool(self, tool, task, **order):
        """What a rival takes for an answer, which has to be ours."""
        self.say(f"{task} by {tool} ...")
        steps = {"names": plan.COMPARED_STEPS, "window_seconds": plan.COMPARED_WINDOW_SECONDS}
        order |= {"tool": tool, "task": task, "steps": steps, "memory_limit": self.memory_limit}
        return run_process(
            [self.rivals_python, HERE / "rivals.py", json.dumps(order)],
            {"POLARS_MAX_THREADS": "2"},
        )

    def check_answer(self, tool, answer, own):
        if list(answer) != list(own):
            raise Trouble(f"{tool} answers {answer}, the package {own}.")

    def rivals(self):
        base = self.base()
        if "answers" not in base.said:
            raise Trouble("Other tools are compared with all models: leave --select away.")
        answers = base.said["answers"]
        models = self.ancestors("fct_cro__sessions", "fct_cro__funnel_entries")
        cpu, wall = (self.seconds_of(base, models, clock) for clock in ("cpu", "wall"))
        self.report.title(
            f"{answers[0]:,} events, {answers[1]:,} sessions, visitors by funnel depth"
            f" {answers[2:]}: others / models up to there"
        )
        for tool in TOOLS:
            cost = self.tool(tool, "events", folder=str(self.data), days=self.base_days)
            self.check_answer(tool, cost.said["answer"], answers)
            goal = {"at_least": 4} if tool == "pandas" else {}
            self.report.row(f"{tool}, CPU", cost.said["cpu"], cpu, **goal)
            self.report.row(f"{tool}, wall", cost.said["wall"], wall)
            self.report.row(f"{tool}, peak memory", cost.megabytes, base.megabytes, unit="MiB")
        self.funnel_rivals()

    def funnel_rivals(self):
        path = self.base_path()
        self.say("our funnel models, one funnel ...")
        models = self.ancestors("fct_cro__funnel_entries", below="funnels")
        own = self.with_plan(path, models, 30, (plan.COMPARED_FUNNEL,))
        cpu = self.seconds_of(own, models)
        depths = self.own_depths(path)
        file = self.work / "conversions.parquet"
        steps = "select visitor_key as visitor, conversion_key as step, occurred_at"
        steps = f"{steps} from analytics.int_cro__conversion_events"
        with duckdb.connect(str(path), config={"memory_limit": self.memory_limit}) as connection:
            connection.execute(f"copy ({steps}) to '{file}'")
            names = ", ".join(f"'{name}'" for name in plan.COMPARED_STEPS)
            ties = connection.execute(
                f"select visitor, occurred_at from '{file}' where step in ({names})"
                " group by visitor, occurred_at having count(*) > 1"
            ).fetchall()
        if ties:
            raise Trouble(f"Two steps of a visitor have one time, {len(ties)} times.")
        self.report.title(f"Funnel of 4 steps, 7 days, visitors by depth {depths}: ours / others")
        for tool in TOOLS:
            cost = self.tool(tool, "funnel", file=str(file))
            self.check_answer(tool, cost.said["answer"], depths)
            goal = {"at_most": 2} if tool == "ClickHouse" else {}
            self.report.row(f"{tool}, CPU", cpu, cost.said["cpu"], **goal)
        file.unlink()

    def visitor(self):
        many = 1_000_000 if self.size >= 10_000_000 else max(1000, self.size // 10)
        costs = []
        for count in (many, many // 10):
            self.say(f"one visitor with {count} events ...")
            columns = ", ".join(raw_columns())
            rows = (
                f"select * replace ('everybody' as anonymous_id, cast(null as varchar) as user_id) from"
                f" (select {columns} from ({self.raw_rows(DAYS)}) order by event_id limit {count})"
            )
            # A view that sorts would be sorted by each model that reads it.
            file = self.work / f"visitor_{count}.parquet"
            with duckdb.connect(config={"memory_limit": self.memory_limit}) as connection:
                connection.execute(f"copy ({rows}) to '{file}'")
            path = self.database("visitor", f"select * from read_parquet('{file}')")
            costs.append(self.dbt(path, *self.everything).cpu - self.empty().cpu)
            file.unlink()
        self.report.title("One visitor with everything")
        self.report.row(
            *(f"{many:,} events / {many // 10:,}, CPU", *costs),
            at_most=12,
        )

    def tests(self):
        path, base, empty = self.base_path(), self.base(), self.empty()
        cost = self.dbt(path, "test", "--exclude", "resource_type:unit_test")
        self.report.title("Data tests of everything")
        nodes = sum(node["cpu"] for node in cost.nodes.values())
        self.report.row(f"{len(cost.nodes)} tests / full refresh, CPU", nodes, base.cpu - empty.cpu)

    def demo_build(self, *arguments, new=True):
        """A dbt build of the demo, in a new database or in the last one."""
        path = self.work / "demo" / "benchmark.duckdb"
        if new:
            shutil.rmtree(path.parent, ignore_errors=True)
            path.parent.mkdir()
        return self.dbt(path, "build", *arguments, vars={}, target="target_demo")

    def demo(self):
        self.say("dbt build of the demo ...")
        builds = {
            "with unit tests": self.demo_build(),
            "without": self.demo_build("--exclude-resource-type", "unit_test"),
        }
        one = self.demo_build("--select", *ONE_MODEL, new=False)
        self.report.title("dbt build of the demo / two builds of one model and the statements")
        for name, build in builds.items():
            statements = build.said["in_statements"]
            self.report.row(
                f"{name}, {len(build.nodes)} nodes, CPU ({statements:.0f} s of it in the database)",
                *(build.cpu, 2 * one.cpu + statements),
                at_most=1,
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="raw rows, about")
    parser.add_argument("--only", default="", help=f"some of {','.join(PARTS + MORE_PARTS)}")
    parser.add_argument("--folder", default=HERE.parent.parent / "target" / "benchmark")
    parser.add_argument("--memory-limit", default="2GB", help="of DuckDB")
    parser.add_argument("--select", help="these models instead of all, for a quick look")
    parser.add_argument("--reuse", action="store_true", help="the full refresh of the run before")
    parser.add_argument("--added-days", type=int, help="load days added one by one")
    parser.add_argument("--rivals-python", default=sys.executable, help="has chdb, pandas, Polars")
    given = parser.parse_args()
    wanted = given.only.replace(",", " ").split() or PARTS
    unknown = set(wanted) - set(PARTS + MORE_PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    benchmark = Benchmark(given)
    if generate(given.size, benchmark.data, say=benchmark.say):
        benchmark.say("generated")
    try:
        for part in PARTS + MORE_PARTS:
            if part in wanted:
                getattr(benchmark, part)()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(1)
    finally:
        print(f"\n{given.size:,} rows, memory_limit {given.memory_limit}, DuckDB on 2 threads")
        benchmark.report.print()


if __name__ == "__main__":
    main()
