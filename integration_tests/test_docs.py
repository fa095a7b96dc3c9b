"""What is written agrees with what is built: README, YAML, versions, names, house rules."""

import configparser
import csv
import json
import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from support import ROOT, DuckDB, parsed_project

PROJECT = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
VARS = PROJECT["vars"]["cro"]
README = (ROOT / "README.md").read_text()
SQL_FILES = sorted([*ROOT.glob("models/**/*.sql"), *ROOT.glob("macros/**/*.sql")])
SQL = {path.relative_to(ROOT).as_posix(): path.read_text() for path in SQL_FILES}
MODELS = {path: sql for path, sql in SQL.items() if path.startswith("models/")}
# The union over trackers is the one loop (design: every further tracker is a row of a var).
MODELS_WITH_A_LOOP = {"models/staging/stg_cro__tracker_events.sql"}
ADAPTERS = "default|duckdb|postgres|spark|databricks|snowflake|bigquery|redshift"


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def table_rows(text, heading):
    """The rows of the Markdown table under a heading, as lists of cells."""
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return parsed_project(DuckDB(tmp_path_factory.mktemp("manifest")))


@pytest.fixture(scope="module")
def nodes(manifest):
    return {node.name: node for node in manifest.nodes.values() if node.package_name == "cro"}


def of_type(nodes, *types):
    return {name: node for name, node in nodes.items() if node.resource_type in types}


# --- Vars ------------------------------------------------------------------------------------------


def said(default):
    """How the README writes the default of a var."""
    if isinstance(default, str) and "ref(" in default:
        return "`" + re.search(r"ref\('(\w+)'\)", default).group(1) + "`"
    if isinstance(default, dict) and default:
        return "in `dbt_project.yml`"
    if isinstance(default, list):
        return "`[" + ", ".join(default) + "]`"
    if isinstance(default, str):
        return f"`{default}`" if default else "empty"
    if isinstance(default, float):
        return "`" + f"{default:.9f}".rstrip("0") + "`"
    return f"`{json.dumps(default)}`"


def test_readme_lists_every_var_with_its_default():
    rows = table_rows(README, "Vars")
    written = {row[0].strip("`"): row[1] for row in rows}
    assert written == {name: said(default) for name, default in VARS.items()}
    assert [row[0] for row in rows if len(row[2]) < 10] == []


def test_every_var_is_used_and_every_used_var_exists():
    used = set(re.findall(r"cro__\w+", " ".join(re.findall(r"var\([^)]*\)", "\n".join(SQL.values())))))
    named = set(re.findall(r"""['"](cro__\w+)['"]""", "\n".join(SQL.values())))
    assert used - set(VARS) == set()
    assert set(VARS) - named - used == set()


def test_every_var_has_a_comment():
    lines = (ROOT / "dbt_project.yml").read_text().splitlines()
    bare = []
    for position, line in enumerate(lines):
        name = re.match(r"    (cro__\w+):", line)
        if name and not re.match(r"    (#|cro__|  )", lines[position - 1]):
            bare.append(name.group(1))
    assert bare == []


# --- Models, seeds, macros ---------------------------------------------------------------------------


def test_every_model_has_a_yaml_beside_it():
    missing = [path for path in MODELS if not (ROOT / path).with_suffix(".yml").exists()]
    assert missing == []


def test_model_names_say_layer_and_package():
    pattern = r"(base|stg|int|dim|fct|mart)_cro__[a-z0-9_]+|cro__tracking_plan_(gate|problems)"
    names = [path.rsplit("/", 1)[1].removesuffix(".sql") for path in MODELS]
    assert [name for name in names if not re.fullmatch(pattern, name)] == []


def test_every_model_and_seed_is_described_with_its_grain(nodes):
    bare = [
        name
        for name, node in of_type(nodes, "model", "seed").items()
        if len(node.description) < 20
    ]
    assert bare == []
    without_grain = [
        name
        for name, node in of_type(nodes, "model").items()
        if not re.search(r"\b(one|single) row\b|\brow per\b", node.description, re.I)
    ]
    assert without_grain == []


def test_described_columns_are_the_columns(nodes, demos):
    differences = {}
    database = demos("duckdb")
    for name, node in of_type(nodes, "model", "seed").items():
        built = set(database.types(name))
        described = {column for column, info in node.columns.items() if info.description}
        if built != described:
            differences[name] = sorted(built ^ described)
    assert differences == {}


def test_tables_for_readers_have_contracts_and_keys(nodes):
    keys = {
        node.attached_node.rsplit(".", 1)[-1]: node.column_name
        for node in of_type(nodes, "test").values()
        if getattr(node, "attached_node", None) and node.test_metadata.name in ("row_key", "primary_key")
    }
    loose = [
        name
        for name, node in of_type(nodes, "model").items()
        if name.startswith(("dim_", "fct_", "mart_"))
        and not (node.config.contract.enforced and name in keys)
    ]
    assert loose == []


def test_every_macro_is_documented_with_its_arguments(manifest):
    problems = []
    for macro in manifest.macros.values():
        if macro.package_name != "cro" or re.match(f"({ADAPTERS})__|test_", macro.name):
            continue
        signature = re.search(
            rf"macro {macro.name}\(([^)]*)\)", macro.macro_sql.replace("\n", " ")
        ).group(1)
        names = [part.split("=")[0].strip() for part in signature.split(",") if part.strip()]
        documented = [argument.name for argument in macro.arguments if argument.description]
        if not macro.description or names != documented:
            problems.append((macro.name, names, documented))
    assert problems == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"target\.type|run_query|adapter\.get_",
        r"(?i)current_(date|timestamp)|\bnow\(\)|getdate",
        r"(?i)\bqualify\b|filter \(where|distinct on|\bany_value\b|\barg_min\b|\bilike\b|::",
        r"(?i)\blateral\b|\bunnest\b|\busing \(",
        r"\{%-? *set ",
    ],
)
def test_models_hold_portable_sql(pattern):
    found = [
        f"{path}:{number}: {line.strip()}"
        for path, sql in MODELS.items()
        for number, line in enumerate(sql.splitlines(), 1)
        if re.search(pattern, re.sub(r"--.*", "", line))
    ]
    assert found == []


def test_nothing_else_reads_what_a_daily_run_may_leave_out(nodes):
    models = of_type(nodes, "model").values()
    left_out = {node.unique_id for node in models if "cro_correlations" in node.tags}
    assert len(left_out) > 50
    assert not {
        node.name
        for node in models
        if node.unique_id not in left_out and left_out & set(node.depends_on.nodes)
    }


def test_no_relation_has_an_alias():
    """With --empty, PostgreSQL's own alias comes first; a rendered ref() has none."""
    pattern = r"(?:from|join) \{\{ *(?:(?:ref|source)\([^)]*\)|to|model) *\}\} +(?:as +)?\w+ *$"
    aliased = {
        path.relative_to(ROOT).as_posix(): found
        for path in [*SQL_FILES, *ROOT.glob("tests/**/*.sql"), *ROOT.glob("analyses/*.sql")]
        if (found := re.findall(pattern, path.read_text(), re.M))
    }
    assert aliased == {}


def test_models_hold_no_loops():
    looping = {path for path, sql in MODELS.items() if re.search(r"\{%-? *for ", sql)}
    assert looping - MODELS_WITH_A_LOOP == set()


# --- The project -------------------------------------------------------------------------------------


def test_no_line_of_sql_is_too_long():
    settings = configparser.ConfigParser()
    settings.read(ROOT / ".sqlfluff")
    length = settings.getint("sqlfluff", "max_line_length")
    linted = [path for folder in ("models", "tests", "analyses") for path in ROOT.glob(f"{folder}/**/*.sql")]
    too_long = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in linted
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > length
    }
    assert linted and too_long == set()


def test_versions_agree():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M).group(1)
    assert {package, newest} == {PROJECT["version"]}


def test_readme_lists_every_table_for_readers(nodes):
    written = [row[0].strip("`") for row in table_rows(README, "Models")]
    built = [
        name
        for name in of_type(nodes, "model")
        if name.startswith(("dim_", "fct_", "mart_")) or name == "cro__tracking_plan_problems"
    ]
    assert sorted(written) == sorted(built)


def test_readme_quotes_what_a_build_prints(demos):
    demos("duckdb").close_all()
    printed = subprocess.run(
        [sys.executable, "scripts/show_marts.py"],
        cwd=ROOT,
        env={**os.environ, **demos("duckdb").environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    path = demos("duckdb").environment["CRO_DUCKDB_PATH"]
    assert printed.replace(path, "target/cro.duckdb").strip() in README


def test_every_column_that_may_be_a_segment_is_one():
    """The check of the plan, and the two models that read the column, name the same."""
    with (ROOT / "seeds" / "rules" / "cro_plan_columns.csv").open(encoding="utf-8") as file:
        rows = {(row["plan_part"], row["column_name"]): row for row in csv.DictReader(file)}
    allowed = rows["segments", "session_column"]["allowed_values"].split("|")
    folder = ROOT / "models" / "visitors"
    contexts = (folder / "int_cro__session_contexts.sql").read_text()
    segments = (folder / "int_cro__context_segments.sql").read_text()
    assert re.findall(r"case session_column when '(\w+)'", contexts) == allowed
    assert re.findall(r"= 1 then sessions\.(\w+) end", contexts) == allowed
    assert re.findall(r"when '(\w+)' then sessions\.\1\b", segments) == allowed


def test_commands_in_the_documentation_exist():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    pages = "\n".join(path.read_text() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
    named = set(re.findall(r"(?:`|^ *)make ([a-z-]+)", pages, re.M))
    assert {"build", "test"} <= named <= targets
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_links_in_the_documentation_lead_somewhere():
    lost = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in link and not (page.parent / link).exists():
                lost.append((page.name, link))
    assert lost == []


def test_what_must_be_built_anew_under_other_rules_records_its_rules(nodes):
    for node in nodes.values():
        if node.config.meta.get("rule_scope") and node.config.materialized != "view":
            assert [hook.sql for hook in node.config.post_hook][1:] == ["{{ cro.record_state() }}"], node.name


def test_names_in_the_documentation_exist(nodes):
    known = set(nodes) | set(VARS)
    lost = []
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        text = page.read_text()
        names = re.findall(r"`(cro__\w+)`", text)
        # Examples in code name models too.
        names += re.findall(r"\b(?:stg|base|int|dim|fct|mart)_cro__\w+\b(?!\*)", text)
        for name in names:
            if name not in known:
                lost.append((page.name, name))
    assert lost == []


def test_every_block_of_the_documentation_is_used():
    files = [path.read_text() for path in ROOT.glob("models/**/*") if path.suffix in (".md", ".yml")]
    blocks = set(re.findall(r"{% docs (cro_\w+) %}", "\n".join(files)))
    used = set(re.findall(r"doc\('(\w+)'\)", "\n".join(files)))
    assert len(blocks) > 50 and blocks == used


def test_no_path_of_a_machine_and_no_left_over():
    pattern = re.compile(r"(^|[^\w.~/-])/(work|farm|root|home|tmp)/|\b(TO" r"DO|FIX" r"ME)\b")
    found = []
    for path in tracked_files():
        if path.suffix in (".csv", ".lock", ".png") or path.name == "LICENSE":
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []


def test_the_locks_name_no_registry():
    pinned = {ROOT: tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]}
    for name in ("benchmark", "spark"):
        folder = ROOT / "integration_tests" / name
        pinned[folder] = re.findall(r"^\w\S*", (folder / "requirements.in").read_text(), re.M)
    for folder, pins in pinned.items():
        lock = (folder / "requirements.lock").read_text()
        assert "://" not in lock
        assert pins and [pin for pin in pins if f"{pin} " not in lock] == []


def test_no_package_marker_that_could_break_a_users_pytest():
    assert [path for path in tracked_files() if path.name == "__init__.py"] == []
