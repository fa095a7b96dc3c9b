"""The questions in analyses/ run on both databases, and their numbers are right."""

import datetime

import pytest
import yaml
from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail
from support import ROOT, dbt, parsed_project

DESCRIBED = {
    analysis["name"]: [column["name"] for column in analysis["columns"]]
    for analysis in yaml.safe_load((ROOT / "analyses" / "_analyses.yml").read_text())["analyses"]
}


def ask(database, *names):
    """Compile analyses and run them: a table by name."""
    manifest = parsed_project(database)
    outcome = dbt("compile", "--select", *names, database=database, manifest=manifest)
    return {
        result.node.name: database.query(result.node.compiled_code)
        for result in outcome.results
    }


def test_every_analysis_is_described_and_has_rows_in_the_demo(demo):
    assert {path.stem for path in (ROOT / "analyses").glob("*.sql")} == set(DESCRIBED)
    answers = ask(demo, *DESCRIBED)
    for name, columns in DESCRIBED.items():
        assert answers[name].columns == columns, name
        assert answers[name].dicts(), name


def period(**columns):
    return {
        "period_grain": "all",
        "segment_name": "all",
        "period_start": datetime.date(2026, 1, 1),
        **columns,
    }


@pytest.fixture
def ask_of(scratch, workshop):
    """Make the marts an analysis reads, with rows by hand, and ask it."""

    def answer(name, tables):
        workshop.learn_columns(tables)
        for table, rows in tables.items():
            scratch.create(table, workshop.columns(table), rows)
        return ask(scratch, name)[name].dicts()

    return answer


def test_how_long_a_test_must_run_agrees_with_statsmodels(ask_of):
    rates = {"seen": 0.4, "tried": 0.02, "sure": 0.95, "never": 0.0}
    shared = {
        "session_count": 9000,
        "session_design_effect": 1.25,
        "period_end": datetime.date(2026, 3, 31),
    }
    micros = [
        period(micro_conversion_key=key, leads_to="bought", session_rate=rate, **shared)
        for key, rate in rates.items()
    ]
    micros += [period(micro_conversion_key="alone", leads_to=None, session_rate=0.1, **shared)]
    macros = [period(macro_conversion_key="bought", session_rate=0.03, **shared)]
    rows = ask_of(
        "how_long_must_a_test_run",
        {"mart_cro__micro_conversion_daily": micros, "mart_cro__macro_conversion_daily": macros},
    )
    found = {row["micro_conversion_key"]: row for row in rows}
    # Nothing can grow by a tenth from 95 %, and what never happens cannot grow at all.
    assert set(found) == {"seen", "tried", "alone"}
    assert found["alone"]["macro_days"] is None
    for key, rate in [("seen", 0.4), ("tried", 0.02), ("alone", 0.1)]:
        alone = samplesize_proportions_2indep_onetail(
            0.1 * rate, rate, 0.8, ratio=1, alpha=0.05, alternative="two-sided"
        )
        needed = 1.25 * alone
        assert found[key]["micro_sessions_per_arm"] == pytest.approx(needed, abs=1.01)
        assert found[key]["micro_sessions_per_arm"] >= needed
        # 9,000 visits in 90 days.
        assert found[key]["micro_days"] == pytest.approx(2 * needed / 100, abs=1.01)
    assert found["seen"]["macro_days"] > 10 * found["seen"]["micro_days"]


def test_a_leak_is_worth_what_the_people_lost_would_have_brought(ask_of):
    steps = [("seen", 1, 100, None), ("tried", 2, 40, 100), ("bought", 3, 10, 40)]
    performance = [
        period(
            funnel_key="shop",
            step_number=number,
            conversion_key=key,
            label=key,
            is_optional=False,
            matured_unit_count=count,
            matured_previous_unit_count=before,
            drop_off_count=before and before - count,
        )
        for key, number, count, before in steps
    ]
    macros = [period(macro_conversion_key="bought", net_value=900, conversion_count=20, valued_conversion_count=12)]
    rows = ask_of(
        "where_is_the_biggest_leak",
        {"mart_cro__funnel_performance": performance, "mart_cro__macro_conversion_daily": macros},
    )
    found = {row["label"]: row for row in rows}
    # 60 were lost; a quarter of those who went on bought, for 75 each where the value is known.
    assert found["tried"]["worth_at_most"] == pytest.approx(60 * 0.25 * 75)
    assert found["tried"]["worth_of_one_point"] == pytest.approx(0.25 * 75)
    assert found["bought"]["worth_at_most"] == pytest.approx(30 * 75)
    assert set(found) == {"tried", "bought"}


def test_firm_verdicts_come_first_then_the_most_conversions_at_least(ask_of):
    def row(key, verdict, lower, upper, is_robust=True):
        return {
            "unit": "session",
            "macro_conversion_key": "bought",
            "micro_conversion_key": key,
            "verdict": verdict,
            "risk_difference_lower": lower,
            "risk_difference_upper": upper,
            "associated_conversions_lower": 100 * lower,
            "associated_conversions_upper": 100 * upper,
            "is_robust": is_robust,
            "is_stage_adjusted": True,
        }

    correlations = [
        row("good", "predictive", 0.1, 0.3),
        row("better", "predictive", 0.2, 0.25),
        row("bad", "counter_indicator", -0.4, -0.15),
        row("shaky", "predictive", 0.5, 0.6, is_robust=False),
        row("unknown", "inconclusive", -0.1, 0.4),
    ]
    plan = [
        {"micro_conversion_key": row["micro_conversion_key"], "is_latest_version": latest}
        for row in correlations
        for latest in (True, False)
    ]
    rows = ask_of(
        "which_micro_conversion_first",
        {"mart_cro__micro_macro_correlations": correlations, "dim_cro__micro_conversions": plan},
    )
    order = [row["micro_conversion_key"] for row in sorted(rows, key=lambda row: row["place"])]
    assert order == ["better", "bad", "good", "shaky"]
    least = {row["micro_conversion_key"]: row["conversions_at_least"] for row in rows}
    assert least == pytest.approx({"better": 20, "bad": 15, "good": 10, "shaky": 50})


def test_only_what_is_a_good_sign_for_no_goal_is_retired(ask_of):
    def card(key, goal, recommendation, verdict, count=9, silent=0):
        return {
            "micro_conversion_key": key,
            "macro_conversion_key": goal,
            "recommendation": recommendation,
            "verdict": verdict,
            "conversion_count": count,
            "silent_day_count": silent,
        }

    cards = [
        card("useless", "bought", "retire", "no_useful_difference"),
        card("useless", "called", "watch", "inconclusive"),
        card("two_faced", "bought", "retire", "counter_indicator"),
        card("two_faced", "called", "promote", "predictive"),
        card("unseen", "bought", "watch", "insufficient_data", count=0),
        card("survey", "bought", "watch", "after_macro"),
        card("new", "bought", "watch", "no_useful_difference"),
        card("broken", "bought", "watch", "no_useful_difference", silent=3),
        card("milestone", "bought", "keep", "structural"),
        card("open", "bought", "watch", "inconclusive"),
    ]
    rows = ask_of(
        "which_micro_conversion_to_retire", {"mart_cro__micro_conversion_scorecard": cards}
    )
    places = {(row["place"], row["micro_conversion_key"]) for row in rows}
    assert places == {(1, "useless"), (2, "unseen"), (3, "survey"), (4, "new")}
