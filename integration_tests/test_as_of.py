"""The moment as of which reports are is read before anything is built."""

import pytest
from support import dbt, parsed_project


def seed(scratch, as_of):
    return dbt(
        *("seed", "--select", "cro_segments"),
        database=scratch,
        manifest=parsed_project(scratch),
        vars={"cro__as_of": as_of},
        must_succeed=False,
    )


@pytest.mark.parametrize("as_of", ["30.06.2026", "2026-6-30", "2026-02-30", "yesterday", "it's late"])
def test_a_moment_that_nobody_can_read_is_refused(scratch, as_of):
    outcome = seed(scratch, as_of)
    assert not outcome.success
    assert f'The var cro__as_of is "{as_of}", which is no moment.' in outcome.text()
    assert "2026-01-31 23:59:59" in outcome.text()
    assert scratch.relations() == []


@pytest.mark.parametrize("as_of", ["", "2026-06-30", "2026-06-30 12:00:00", "2026-06-30T12:00:00+02:00"])
def test_a_moment_and_none_pass(scratch, as_of):
    assert seed(scratch, as_of).success
