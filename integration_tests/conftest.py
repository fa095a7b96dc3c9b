"""Fixtures: databases to build in, and the demo built once on each."""

import os
import re
import shutil
import tempfile
from functools import cache

import pytest
from postgres_server import postgres_server
from support import ROOT, DuckDB, Postgres, Workshop, dbt
from xdist.scheduler import LoadScopeScheduling

TARGETS = ["duckdb", "postgres"]
# No table may depend on the time zone of the session that builds it: one demo is built in this.
TIME_ZONE = "America/St_Johns"


# What takes minutes comes first: begun last, it would keep one process busy when the others are done.
LONGEST_FIRST = [
    "the demo",
    "integration_tests/test_incremental_rules.py",
    "integration_tests/test_incremental_histories.py",
    "integration_tests/test_consumer.py",
    "integration_tests/test_broken_plans.py",
    "integration_tests/test_science.py",
]


@cache
def process_of(file):
    """What names the process of a file's tests: the file, or the demo for every file that uses it."""
    uses_demo = re.search(r"^def \w+\([^)]*\bdemos?\b", (ROOT / file).read_text(), re.M)
    return "the demo" if uses_demo else file


class OneProcessPerFile(LoadScopeScheduling):
    """All tests of a file run in one process, and so do all files that use the demo, built once."""

    def _split_scope(self, nodeid):
        return process_of(nodeid.split("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    # In the order of the tests, not with the files of most tests first.
    config.option.loadscopereorder = False
    return OneProcessPerFile(config, log)


def pytest_collection_modifyitems(items):
    order = {process: place for place, process in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: order.get(process_of(item.nodeid.split("::")[0]), len(order)))


def pytest_configure(config):
    """A folder for what is made once for all processes; those that this one starts know it too."""
    if not hasattr(config, "workerinput"):
        os.environ["CRO_TESTS_FOLDER"] = tempfile.mkdtemp(prefix="cro_tests_")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop("CRO_TESTS_FOLDER"), ignore_errors=True)


def pytest_addoption(parser):
    parser.addoption(
        "--science",
        choices=["reduced", "full"],
        default="reduced",
        help="how many simulated worlds the science tests build",
    )
    parser.addoption(
        "--histories",
        choices=["reduced", "full"],
        default="reduced",
        help="how many raw rows the long history has",
    )


@pytest.fixture(scope="session")
def postgres_host():
    """A PostgreSQL of our own, which pip installed; it starts when a test first asks for it."""
    with postgres_server() as host:
        yield host


@pytest.fixture(scope="session")
def new_database(request, tmp_path_factory):
    """A function that makes an empty database: new_database(target, name)."""

    def make(target, name):
        if target == "duckdb":
            return DuckDB(tmp_path_factory.mktemp(name))
        host = request.getfixturevalue("postgres_host")
        with Postgres(host, "postgres").connection() as cursor:
            cursor.execute(f"drop database if exists {name} with (force)")
            cursor.execute(f"create database {name}")
        return Postgres(host, name)

    return make


@pytest.fixture(scope="session")
def workshop(new_database, tmp_path_factory):
    """Runs chosen models on relations made by hand: workshop.build_models(...)."""
    scratch = {}

    def databases(target):
        if target not in scratch:
            scratch[target] = new_database(target, "scratch")
        return scratch[target]

    return Workshop(tmp_path_factory.mktemp("workshop"), databases)


@pytest.fixture(params=TARGETS)
def build_models(request, workshop):
    """workshop.build_models on DuckDB, then the same test on PostgreSQL."""

    def build(selection, inputs, **options):
        return workshop.build_models(selection, inputs, target=request.param, **options)

    return build


@pytest.fixture(params=TARGETS)
def scratch(request, workshop):
    """An empty database, DuckDB then PostgreSQL; the next test that asks clears it."""
    return workshop.database(request.param)


@pytest.fixture(scope="session")
def demos(new_database, tmp_path_factory):
    """A function: the demo, built once on a target with warnings as errors.

    It gives the database, which has the build's results as .outcome. Read only.
    """
    built = {}

    def demo(target):
        if target not in built:
            database = new_database(target, "demo")
            folder = tmp_path_factory.mktemp(f"demo_{target}")
            if target == "postgres":
                database.execute(f"alter database demo set timezone to '{TIME_ZONE}'")
            try:
                database.outcome = dbt("build", database=database, target_path=folder)
                built[target] = database
            except AssertionError as failure:
                built[target] = failure
        # A demo that does not build fails every test of it, but is not built again for each.
        if isinstance(built[target], AssertionError):
            raise built[target]
        return built[target]

    return demo


@pytest.fixture(params=TARGETS)
def demo(request, demos):
    """The built demo on DuckDB, then on PostgreSQL."""
    return demos(request.param)
