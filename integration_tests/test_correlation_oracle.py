"""The correlation base and the landmark and crude cells equal a plain Python calculation."""

import math
from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest
from correlation_oracle import Oracle, mantel_haenszel
from correlation_worlds import LANDMARKS, make_worlds
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable
from support import as_table, assert_same_rows

MODELS = "stg_cro__landmarks stg_cro__passive_events"
MODELS += " +mart_cro__micro_macro_estimates,models/correlations"
# Milestones in the order of the funnel; the one outside it by its stage.
STAGES = {"bought": {"clicked": 1, "form_started": 2, "form_reached": 3}}
PAIRS = {
    ("looked", "bought"), ("looked", "renewed"), ("looked", "upgraded"), ("looked", "praised"),
    *(
        (micro, macro)
        for micro in ("clicked", "picked", "form_started", "form_reached", "noticed")
        for macro in ("bought", "renewed", "upgraded", "praised")
    ),
    ("scrolled", "renewed"), ("scrolled", "upgraded"), ("scrolled", "praised"),
}  # fmt: skip


TABLES = [
    "int_cro__event_steps", "int_cro__units", "int_cro__unit_first_micros",
    "int_cro__unit_macros", "int_cro__unit_stages", "int_cro__unit_milestone_steps",
    "int_cro__micro_macro_pairs", "int_cro__micro_macro_cells", "mart_cro__micro_macro_estimates",
    "int_cro__same_step_strata", "int_cro__same_step_measures", "int_cro__populations",
]  # fmt: skip


# Small enough that random worlds meet every limit.
VARS = {
    "cro__session_gap_seconds": 20,
    "cro__max_session_steps": 6,
    "cro__max_visitor_steps": 9,
    "cro__visitor_horizon_seconds": 15,
    "cro__stratum_segments": ["device_category"],
}
LIMITS = {"session": 6, "visitor": 9}
DEVIATE = stats.norm.ppf(0.975)


@cache
def answers():
    """100 worlds, what the oracle says of them, and its cells."""
    rows = make_worlds(100, seed=11)
    oracle = Oracle(rows)
    every_event = Oracle(rows, clock="all_events")
    return rows, oracle, oracle.cells(sorted(set(LANDMARKS)), sorted(PAIRS)), every_event


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def worlds(request, workshop):
    """All worlds built at once, and the oracle over the same rows."""
    rows, oracle, *_ = answers()
    built = workshop.build_models(MODELS, rows, target=request.param, vars=VARS)
    return {name: built[name] for name in TABLES}, oracle


def test_clock(worlds):
    tables, oracle = worlds
    *_, every_event = answers()
    assert_same_rows(
        tables["int_cro__event_steps"], oracle.event_steps() + every_event.event_steps()
    )


def test_units(worlds):
    tables, oracle = worlds
    assert_same_rows(tables["int_cro__units"], oracle.unit_rows())


def test_first_micro_conversions(worlds):
    tables, oracle = worlds
    *_, every_event = answers()
    expected = [*oracle.first_micros(), *every_event.first_micros()]
    assert_same_rows(tables["int_cro__unit_first_micros"], expected)


def test_macro_conversions(worlds):
    tables, oracle = worlds
    *_, every_event = answers()
    assert_same_rows(tables["int_cro__unit_macros"], [*oracle.macros(), *every_event.macros()])


def test_pairs(worlds):
    tables, _ = worlds
    pairs = tables["int_cro__micro_macro_pairs"].dicts()
    found = {(pair["micro_conversion_key"], pair["macro_conversion_key"]) for pair in pairs}
    assert found == PAIRS and len(pairs) == len(PAIRS)
    milestones = {
        (pair["micro_conversion_key"], pair["macro_conversion_key"])
        for pair in pairs
        if pair["is_process_milestone"]
    }
    assert milestones == {(micro, macro) for macro in STAGES for micro in STAGES[macro]}


def test_stage_before_every_step(worlds):
    """The stage changes give, for every unit and step, the deepest milestone before it."""
    tables, oracle = worlds
    changes = {}
    for row in tables["int_cro__unit_stages"].dicts():
        if row["clock"] != "active":
            continue
        unit = row["unit"], row["unit_key"], row["macro_conversion_key"]
        changes.setdefault(unit, []).append((row["from_step_number"], row["stage_number"]))
    steps_seen = 0
    for unit, key in oracle.units:
        last = max(oracle.steps[unit, event["event_key"]] for event in oracle.units[unit, key])
        for macro, stages in STAGES.items():
            found = sorted(changes.get((unit, key, macro), []))
            assert len({step for step, _ in found}) == len(found)
            for step in range(1, last + 2):
                stage = max([0, *(stage for start, stage in found if start <= step)])
                assert stage == oracle.stage_at(unit, key, step, stages)
                steps_seen += 1
    assert steps_seen > 2000


def test_milestone_steps(worlds):
    tables, oracle = worlds
    *_, every_event = answers()
    expected = {}
    for clock in (oracle, every_event):
        for (unit, key, conversion), matches in clock.unit_matches("micro").items():
            for macro, stages in STAGES.items():
                for _, step, _, _ in matches if conversion in stages else []:
                    place = unit, clock.clock_name, key, macro, step
                    expected[place] = max(expected.get(place, 0), stages[conversion])
    names = ("unit", "clock", "unit_key", "macro_conversion_key", "step_number")
    assert_same_rows(
        tables["int_cro__unit_milestone_steps"],
        [{**dict(zip(names, key)), "stage_number": stage} for key, stage in expected.items()],
    )


def test_landmark_and_crude_cells(worlds):
    tables, _ = worlds
    _, _, expected, _ = answers()
    assert_same_rows(tables["int_cro__micro_macro_cells"], expected)
    for place in ("exposed_converted", "immature_count", "early_converter_count"):
        assert sum(cell[place] for cell in expected) > 100


def test_crude_odds_ratio_is_the_published_formula(worlds):
    """(a+1)(d+1) / ((b+1)(c+1)), from the oracle's own cells."""
    tables, _ = worlds
    _, _, cells, _ = answers()
    found = {
        (row["unit"], row["horizon_seconds"], row["micro_conversion_key"],
         row["macro_conversion_key"], row["segment_name"], row["segment_value"]): row["estimate"]
        for row in tables["mart_cro__micro_macro_estimates"].dicts()
        if row["method"] == "crude" and row["measure"] == "odds_ratio"
    }  # fmt: skip
    compared = 0
    for cell in cells:
        a, b = cell["exposed_converted"], cell["exposed_not"]
        c, d = cell["unexposed_converted"], cell["unexposed_not"]
        if cell["method"] == "crude" and a + b and c + d:
            key = tuple(
                cell[name]
                for name in ("unit", "horizon_seconds", "micro_conversion_key",
                             "macro_conversion_key", "segment_name", "segment_value")
            )  # fmt: skip
            expected = (a + 1) * (d + 1) / ((b + 1) * (c + 1))
            assert math.isclose(found[key], expected, rel_tol=1e-12)
            compared += 1
    assert compared > 1000


def test_segments_add_up_to_the_total(worlds):
    tables, _ = worlds
    totals = {}
    counts = ("exposed_converted", "exposed_not", "unexposed_converted", "unexposed_not",
              "immature_count", "early_converter_count")  # fmt: skip
    for cell in tables["int_cro__micro_macro_cells"].dicts():
        question = tuple(
            cell[name]
            for name in ("unit", "method", "landmark_seconds", "horizon_seconds",
                         "micro_conversion_key", "macro_conversion_key")
        )  # fmt: skip
        segments = totals.setdefault(question, {})
        before = segments.get(cell["segment_name"], (0,) * len(counts))
        segments[cell["segment_name"]] = tuple(
            left + cell[name] for left, name in zip(before, counts)
        )
    for segments in totals.values():
        assert set(segments) == {"all", "world", "device_category"}
        assert len(set(segments.values())) == 1


POPULATION = ("unit", "population_type", "population_name", "population_value")
TOTAL = ("segment", "all", "all")
QUESTION = (*POPULATION, "action_key", "macro_conversion_key")


@cache
def same_steps():
    """Every question's steps, and what Mantel and Haenszel make of them."""
    _, oracle, _, every_event = answers()
    questions = defaultdict(list)
    for clock in (oracle, every_event):
        for question, *step in clock.same_steps(
            sorted(PAIRS), STAGES, LIMITS, horizon=15, gap=20, segment="device_category"
        ):
            questions[question].append(step)
    return {key: (steps, mantel_haenszel(steps)) for key, steps in questions.items()}


def named(tables, relation):
    """Rows of a same-step table for micro conversions, with the names of their population."""
    micros = {micro for micro, _ in PAIRS}
    names = {
        row["population_key"]: {name: row[name] for name in POPULATION}
        for row in tables["int_cro__populations"].dicts()
    }
    return [
        {**{name: value for name, value in row.items() if name != "population_key"},
         **names[row["population_key"]]}
        for row in tables[relation].dicts()
        if row["action_key"] in micros
    ]  # fmt: skip


def test_same_step_strata(worlds):
    tables, _ = worlds
    expected = {}
    for question, (steps, _) in same_steps().items():
        for stratum, exposed, converted, _, value, will in steps:
            arm = "exposed" if exposed else "unexposed"
            counts = expected.setdefault(
                (*question, stratum),
                dict.fromkeys(
                    ("exposed_converted", "exposed_count", "unexposed_converted",
                     "unexposed_count", "unexposed_before_count"),
                    0,
                ),
            )  # fmt: skip
            counts[f"{arm}_count"] += 1
            counts[f"{arm}_converted"] += converted
            counts["unexposed_before_count"] += will and not exposed
            counts[f"{arm}_value"] = counts.get(f"{arm}_value", 0.0) + value
    for key, counts in expected.items():
        if key[1:4] != TOTAL:
            counts["unexposed_before_count"] = None
        counts.setdefault("exposed_value", 0.0)
        counts.setdefault("unexposed_value", 0.0)
    rows = [
        {**dict(zip((*QUESTION, "stratum"), key)), **counts}
        for key, counts in expected.items()
        if counts["exposed_count"]
    ]
    assert len(rows) > 5000
    assert_same_rows(as_table(named(tables, "int_cro__same_step_strata")), rows)


def test_same_step_numbers(worlds):
    tables, _ = worlds
    rows, supported_types = [], Counter()
    for question, (_, found) in same_steps().items():
        if found is None:
            continue
        supported = min(found["expected"]) >= 5 - 1e-9
        supported_types[question[1]] += supported
        # Nobody reads an interval of the other looks.
        has_interval = question[1] in ("segment", "month", "without_segments")
        is_total = question[1:4] == TOTAL
        has_value_error = supported and is_total and found["value_difference"] is not None
        row = {
            **dict(zip(QUESTION, question)),
            "stratum_count": len(found["strata"]),
            "unexposed_later_share": found["later_share"] if is_total else None,
            "value_difference": found["value_difference"] if supported else None,
            "value_difference_error": found["value_error"] if has_value_error else None,
            **dict(
                zip(
                    ("exposed_converted", "exposed_not", "unexposed_converted",
                     "unexposed_not"),
                    found["cells"],
                )
            ),
            **dict.fromkeys(
                ("risk_exposed", "risk_unexposed", "risk_difference", "risk_difference_lower",
                 "risk_difference_upper", "risk_ratio", "risk_ratio_lower",
                 "risk_ratio_upper", "p_value")
            ),
        }  # fmt: skip
        if supported:
            width = DEVIATE * found["clustered_difference_error"]
            row["risk_exposed"] = found["risk_exposed"]
            row["risk_unexposed"] = found["risk_unexposed"]
            row["risk_difference"] = found["difference"]
            if has_interval:
                row["risk_difference_lower"] = max(found["difference"] - width, -1)
                row["risk_difference_upper"] = min(found["difference"] + width, 1)
            row["p_value"] = float(stats.chi2.sf(found["chi_square"], 1))
            if found["ratio"]:
                factor = math.exp(DEVIATE * found["clustered_ratio_error"])
                row["risk_ratio"] = found["ratio"]
                if has_interval:
                    row["risk_ratio_lower"] = found["ratio"] / factor
                    row["risk_ratio_upper"] = found["ratio"] * factor
        rows.append(row)
    assert all(supported_types[name] for name in (
        "segment", "month", "half_of_period", "half_of_devices", "all_events_clock",
        "without_segments",
    ))  # fmt: skip
    found = [row for row in named(tables, "int_cro__same_step_measures") if row["stratum_count"]]
    assert_same_rows(as_table(found), rows)


def test_same_step_ratio_and_test_agree_with_statsmodels(worlds):
    tables, _ = worlds
    found = {
        tuple(row[name] for name in QUESTION): row
        for row in named(tables, "int_cro__same_step_measures")
    }
    compared = 0
    for question, (_, expected) in same_steps().items():
        row = found.get(question)
        if row and row["risk_ratio"] is not None:
            strata = [np.array([[a, b], [c, d]]) for a, b, c, d in expected["strata"].values()]
            table = StratifiedTable([cells.astype(float) for cells in strata])
            assert math.isclose(row["risk_ratio"], table.riskratio_pooled, rel_tol=1e-9)
            p_value = table.test_null_odds(correction=False).pvalue
            assert math.isclose(row["p_value"], p_value, rel_tol=1e-7, abs_tol=1e-300)
            compared += 1
    assert compared > 10
