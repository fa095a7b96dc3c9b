"""Contracts and seeds name the types of the warehouse that is built on."""

import pytest
import yaml
from support import PROJECT_VARS, ROOT, dbt, parsed_project

TYPES = {"text", "double", "amount", "timestamp"}


@pytest.mark.parametrize("changed", [{"double"}, TYPES])
def test_names_of_another_warehouse_are_refused_with_the_lines_to_write(scratch, changed):
    outcome = dbt(
        *("seed", "--select", "cro_segments"),
        database=scratch,
        # What runs at the start reads the vars of the command, so there is nothing to parse anew.
        manifest=parsed_project(scratch),
        vars={f"cro__type_{name}": f"odd_{name}" for name in changed},
        must_succeed=False,
    )
    assert not outcome.success
    lines = outcome.text().splitlines()
    for name in TYPES:
        line = f"      cro__type_{name}: {PROJECT_VARS[f'cro__type_{name}']}"
        assert (line in lines) == (name in changed)
    assert scratch.relations() == []


def test_contracts_and_seeds_name_types_by_var_where_warehouses_differ():
    """What is left are names that every warehouse knows."""
    known = {"bigint", "integer", "boolean", "date"}
    named = {f"{{{{ var('cro__type_{name}') }}}}" for name in TYPES}
    for path in [*ROOT.glob("models/**/*.yml"), *ROOT.glob("seeds/**/*.yml")]:
        described = yaml.safe_load(path.read_text(encoding="utf-8"))
        for node in [*described.get("models", []), *described.get("seeds", [])]:
            types = {column["data_type"] for column in node.get("columns", []) if "data_type" in column}
            types |= set(node.get("config", {}).get("column_types", {}).values())
            assert types - known - named == set(), path.name
