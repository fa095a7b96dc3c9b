"""Keys are hashes of several values: no two lists of values share one."""

from itertools import product

from support import dbt, parsed_project

# Whatever could be taken for a separator or for the mark of a null.
VALUES = (None, "", "a", "|", "||", "=", "-", "|=", "a|=b", "-|-", "=|")


def test_no_two_lists_of_values_have_one_hash(scratch):
    names = ("first", "second", "third")
    rows = [dict(zip(names, values)) for values in product(VALUES, repeat=3)]
    scratch.create("inputs", dict.fromkeys(names, "varchar"), rows)
    inline = (
        f"select {{{{ cro.hash_columns({list(names)}) }}}} as hash_text"
        " from {{ target.schema }}.inputs"
    )
    outcome = dbt("compile", "--inline", inline, database=scratch, manifest=parsed_project(scratch))
    hashes = scratch.query(outcome.results[0].node.compiled_code).column("hash_text")
    assert len(set(hashes)) == len(rows) == len(VALUES) ** 3
