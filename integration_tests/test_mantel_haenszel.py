"""The pooled numbers of the same-step models: statsmodels, a published example, a bootstrap."""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests

MODELS = "int_cro__same_step_terms int_cro__same_step_sums int_cro__same_step_errors"
MODELS += " int_cro__same_step_measures"
OVERLAPS = "int_cro__overlap_terms int_cro__overlap_measures"
DEVIATE = stats.norm.ppf(0.975)

# Thirteen trials of a vaccine against tuberculosis (Colditz and others 1994): vaccinated who fell
# ill and who did not, others who fell ill and who did not. R's metafor keeps them as dat.bcg, and
# its test against Stata's metan (tests/testthat/test_misc_metan_vs_rma.mh_with_dat.bcg.r in
# wviechtb/metafor) gives the pooled numbers below.
TRIALS = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619),
    (33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619),
    (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip


def arms(strata):
    """Exposed who converted, exposed, unexposed who converted, unexposed, all: as columns."""
    a, b, c, d = np.array(strata, dtype=float).T
    return a, a + b, c, c + d, a + b + c + d


def ratio_log_error(strata):
    """Greenland and Robins 1985, formula 13: holds for few large and for many small strata."""
    a, n1, c, n0, n = arms(strata)
    variance = np.sum(((a + c) * n1 * n0 - a * c * n) / n**2)
    return math.sqrt(variance / np.sum(a * n0 / n) / np.sum(c * n1 / n))


def difference(strata):
    a, n1, c, n0, n = arms(strata)
    return float(np.sum((a * n0 - c * n1) / n) / np.sum(n1 * n0 / n))


def large_stratum_error(strata):
    """Greenland and Robins 1985 for the difference: a binomial variance within each arm."""
    a, n1, c, n0, n = arms(strata)
    within = a * (n1 - a) / n1**3 + c * (n0 - c) / n0**3
    return float(np.sqrt(np.sum((n1 * n0 / n) ** 2 * within)) / np.sum(n1 * n0 / n))


def influence_variances(strata):
    """Squared influences summed, as if every unit were a visitor of its own: ratio, difference."""
    a, n1, c, n0, n = arms(strata)
    ratio = np.sum(a * n0 / n) / np.sum(c * n1 / n) if np.sum(c * n1 / n) else math.nan
    slope = difference(strata)
    rate, base = (a + c) / (ratio * n1 + n0), (a + c - slope * n1) / n
    sums = []
    for exposed, other, factor in ((ratio * rate, rate, ratio), (base + slope, base, 1.0)):
        did = (n0 / n) ** 2 * (a * (1 - exposed) ** 2 + (n1 - a) * exposed**2)
        not_done = (factor * n1 / n) ** 2 * (c * (1 - other) ** 2 + (n0 - c) * other**2)
        sums.append(float(np.sum(did + not_done)))
    return sums


def difference_error(strata):
    """Sato, Greenland and Robins 1989 for the difference, which holds for small strata too."""
    a, n1, c, n0, n = arms(strata)
    slope = np.sum((n1**2 * c - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2)
    base = np.sum((a * (n0 - c) + c * (n1 - a)) / (2 * n))
    variance = difference(strata) * slope + base
    return math.sqrt(max(0.0, variance)) / float(np.sum(n1 * n0 / n))


def random_questions():
    """Stratified tables, from one large stratum to many with one exposed each; and odd ones."""
    chance = np.random.default_rng(20)
    questions = {"published": TRIALS}
    for number in range(900):
        rate, ratio = chance.uniform(0.02, 0.4), math.exp(chance.normal(0, 0.4))
        count = int(chance.integers(1, 26))
        exposed = chance.integers(1, chance.choice([2, 10, 500]), size=count, endpoint=True)
        others = chance.integers(1, chance.choice([3, 50, 5000]), size=count, endpoint=True)
        rates = np.clip(rate * np.exp(chance.normal(0, 0.5, size=count)), 0, 1)
        a = chance.binomial(exposed, np.clip(rates * ratio, 0, 1))
        c = chance.binomial(others, rates)
        questions[f"random_{number:03}"] = list(zip(a, exposed - a, c, others - c))
    questions["nobody_converts"] = [(0, 20, 0, 40), (0, 5, 0, 9)]
    questions["everybody_converts"] = [(20, 0, 40, 0), (5, 0, 9, 0)]
    for number in range(100):
        sizes = chance.integers(5, 60, size=(1 + number // 5, 2))
        questions[f"separator_{number}"] = [(x, 0, 0, y) for x, y in sizes]
    questions["no_comparison"] = [(3, 4, 0, 0)]
    return {key: [tuple(map(int, cells)) for cells in strata] for key, strata in questions.items()}


POPULATION = {"population_key": "everybody", "unit": "visitor", "is_total": True}


def about(key):
    return {"population_key": "everybody", "action_key": key, "macro_conversion_key": "bought"}


def strata_rows(questions):
    return [
        {
            **about(key),
            "stratum": f"{number}|0|",
            "exposed_converted": a,
            "exposed_count": a + b,
            "unexposed_converted": c,
            "unexposed_count": c + d,
            "unexposed_before_count": 0,
            "exposed_value": 0.0,
            "unexposed_value": 0.0,
        }
        for key, strata in questions.items()
        for number, (a, b, c, d) in enumerate(strata)
    ]


def exposure_rows(questions):
    return [
        {**about(key), "all_exposed_count": sum(a + b for a, b, _, _ in strata)}
        for key, strata in questions.items()
    ]


def variance_rows(questions):
    for key, strata in questions.items():
        if any((a + b) * (c + d) for a, b, c, d in strata):
            ratio, slope = influence_variances(strata)
            ratio = None if math.isnan(ratio) else ratio
            yield {**about(key), "ratio_variance": ratio, "difference_variance": slope}


QUESTIONS = random_questions()


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def answers(request, workshop):
    """What the models say of every question, by its key."""
    inputs = {
        "int_cro__same_step_strata": strata_rows(QUESTIONS),
        "int_cro__population_exposures": exposure_rows(QUESTIONS),
        "int_cro__populations": [POPULATION],
        "int_cro__clustered_variances": list(variance_rows(QUESTIONS)),
    }
    built = workshop.build_models(MODELS, inputs, target=request.param)
    return {row["action_key"]: row for row in built["int_cro__same_step_measures"].dicts()}


def supported(strata):
    """Five expected conversions or more in each arm, by the margins."""
    a, n1, c, n0, n = arms(strata)
    return min(np.sum(n1 * (a + c) / n), np.sum(n0 * (a + c) / n)) >= 5


def unskewed_deviate(strata):
    """scipy's moments of every stratum, put together and transformed after Hall."""
    a, n1, c, n0, n = arms([(a, b, c, d) for a, b, c, d in strata if a + b and c + d])
    # scipy has no skewness where nothing varies.
    with np.errstate(divide="ignore", invalid="ignore"):
        means, variances, skews = stats.hypergeom(n, a + c, n1).stats("mvs")
    variance = np.sum(variances)
    deviate = np.sum(a - means) / math.sqrt(variance)
    skewness = np.sum(np.nan_to_num(skews) * variances**1.5) / variance**1.5
    return deviate - skewness * (deviate**2 - 1) / 6 + skewness**2 * deviate**3 / 108


def test_pooled_numbers_agree_with_statsmodels_and_the_formulas(answers):
    assert set(answers) == set(QUESTIONS)
    with_numbers = with_ratio = 0
    for key, row in answers.items():
        strata = QUESTIONS[key]
        if key == "no_comparison":
            assert row["all_exposed_count"] == 7 and row["stratum_count"] == 0
            assert row["risk_difference"] is None and row["p_value"] is None
            continue
        a, n1, c, n0, n = arms(strata)
        near = lambda actual, expected, least=0.0: math.isclose(  # noqa: E731
            actual, expected, rel_tol=1e-9, abs_tol=least
        )
        assert near(row["expected_exposed"], np.sum(n1 * (a + c) / n), 1e-12), key
        assert near(row["expected_unexposed"], np.sum(n0 * (a + c) / n), 1e-12), key
        if not supported(strata):
            assert row["risk_difference"] is None and row["risk_ratio"] is None, key
            assert row["p_value"] is None, key
            continue
        with_numbers += 1
        # A difference of nearly equal rates has lost digits that neither side can have.
        expected = difference(strata)
        ratio_variance, difference_variance = influence_variances(strata)
        width = DEVIATE * math.sqrt(difference_variance) / np.sum(n1 * n0 / n)
        assert near(row["risk_difference"], expected, 1e-14), key
        assert near(row["risk_difference_lower"], max(expected - width, -1), 1e-14), key
        assert near(row["risk_difference_upper"], min(expected + width, 1), 1e-14), key
        table = StratifiedTable([np.array([[a, b], [c, d]], float) for a, b, c, d in strata])
        if a.sum() and c.sum():
            with_ratio += 1
            factor = math.exp(DEVIATE * math.sqrt(ratio_variance) / np.sum(a * n0 / n))
            assert near(row["risk_ratio"], table.riskratio_pooled), key
            assert near(row["risk_ratio_lower"], table.riskratio_pooled / factor), key
            assert near(row["risk_ratio_upper"], table.riskratio_pooled * factor), key
        else:
            assert row["risk_ratio"] is None and row["risk_ratio_lower"] is None, key
        if np.sum(n - a - c):
            test = table.test_null_odds(correction=False)
            # Below 1e-300 a tail is small and positive, and no more is promised.
            p_value = max(float(stats.chi2.sf(test.statistic, 1)), 1e-300)
            assert row["p_value"] > 0, key
            assert math.isclose(
                max(row["p_value"], 1e-300), p_value, rel_tol=1e-7
            ), (key, row["p_value"], p_value)
            p_value = max(2 * float(stats.norm.sf(abs(unskewed_deviate(strata)))), 1e-300)
            assert math.isclose(
                max(row["unskewed_p_value"], 1e-300), p_value, rel_tol=1e-7
            ), (key, row["unskewed_p_value"], p_value)
        else:
            assert row["p_value"] is None and row["unskewed_p_value"] is None, key
    assert with_numbers > 500 and with_ratio > 500, (with_numbers, with_ratio)


def test_published_estimates(answers):
    row = answers["published"]
    assert round(row["risk_ratio"], 4) == 0.6353
    assert round(math.log(row["risk_ratio"]), 4) == -0.4537
    assert round(row["risk_difference"], 4) == -0.0033


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_textbook_errors_of_units_that_are_compared_once(workshop, target):
    """Overlaps compare everybody once, in two strata; errors by statsmodels and the formulas."""
    questions = {key: strata[:2] for key, strata in QUESTIONS.items() if len(strata) > 1}
    questions.pop("no_comparison", None)
    cells = [
        {
            "comparison_key": "all",
            "micro_conversion_key": key,
            "other_micro_conversion_key": "other",
            "macro_conversion_key": "bought",
            "both_converted_count": first[0],
            "both_count": first[0] + first[1],
            "other_only_converted_count": first[2],
            "other_only_count": first[2] + first[3],
            "only_converted_count": second[0],
            "only_count": second[0] + second[1],
            "neither_converted_count": second[2],
            "neither_count": second[2] + second[3],
        }
        for key, (first, second) in questions.items()
    ]
    built = workshop.build_models(OVERLAPS, {"int_cro__overlap_cells": cells}, target=target)
    rows = {row["micro_conversion_key"]: row for row in built["int_cro__overlap_measures"].dicts()}
    assert set(rows) == set(questions)
    with_ratio = 0
    for key, strata in questions.items():
        if not supported(strata):
            assert rows[key]["risk_difference_error"] is None, key
            continue
        # The variance of perfect separation is zero, and its root is rounding.
        assert math.isclose(
            rows[key]["risk_difference_error"], difference_error(strata), rel_tol=1e-9, abs_tol=1e-7
        ), key
        if rows[key]["risk_ratio"]:
            with_ratio += 1
            assert math.isclose(
                rows[key]["risk_ratio_log_error"], ratio_log_error(strata), rel_tol=1e-9
            ), key
    assert with_ratio > 100, with_ratio


def test_the_textbook_errors_of_this_file_are_the_published_ones():
    estimate, error = math.log(0.6353), ratio_log_error(TRIALS)
    assert round(math.exp(estimate - DEVIATE * error), 3) == 0.588
    assert round(math.exp(estimate + DEVIATE * error), 3) == 0.686
    error = difference_error(TRIALS)
    assert round(difference(TRIALS) - DEVIATE * error, 4) == -0.0039
    assert round(difference(TRIALS) + DEVIATE * error, 4) == -0.0027
    assert round(difference(TRIALS) / error, 4) == -11.4708
    # Stata's 11.56 is the variance of 1985, for large strata only.
    assert round(difference(TRIALS) / large_stratum_error(TRIALS), 2) == -11.56


def families(count):
    """Families of p values, some far out, some tied, and rows that are not in the family."""
    chance = np.random.default_rng(8)
    for number in range(count):
        size = int(chance.integers(1, 40))
        p_values = np.where(
            chance.random(size) < 0.3, 10.0 ** -chance.uniform(0, 250, size), chance.random(size)
        )
        p_values[chance.random(size) < 0.1] = p_values[0]
        outside = chance.random(size) < 0.2
        yield f"macro_{number:03}", [float(value) for value in p_values], list(map(bool, outside))


def corrected(p_values, outside):
    """What statsmodels makes of the family, None for the others."""
    inside = [value for value, is_out in zip(p_values, outside) if not is_out]
    answers = iter(multipletests(inside, method="fdr_bh")[1]) if inside else iter(())
    return [None if is_out else float(next(answers)) for is_out in outside]


def test_q_values_of_verdicts_agree_with_statsmodels(build_models):
    rows = [
        {
            **about(f"action_{place:02}"),
            "macro_conversion_key": macro,
            "is_candidate": False,
            "unskewed_p_value": p_value,
            # Out of the family by the verdict, or for another reason.
            "first_verdict": "structural" if is_out and place % 2 else None,
            "is_in_family": not is_out or place % 2 == 1,
            "exposed_converted": 0,
            "unexposed_converted": 0,
        }
        for macro, p_values, outside in families(500)
        for place, (p_value, is_out) in enumerate(zip(p_values, outside))
    ]
    built = build_models("int_cro__verdicts", {"int_cro__first_verdicts": rows})
    found = {
        (row["macro_conversion_key"], row["action_key"]): row["q_value"]
        for row in built["int_cro__verdicts"].dicts()
    }
    assert len(found) == len(rows)
    for macro, p_values, outside in families(500):
        for place, expected in enumerate(corrected(p_values, outside)):
            q_value = found[macro, f"action_{place:02}"]
            if expected is None:
                assert q_value is None, (macro, place)
            else:
                assert math.isclose(q_value, expected, rel_tol=1e-9), (macro, place)


def test_q_values_of_estimates_agree_with_statsmodels(build_models):
    rows, pairs = [], []
    for macro, p_values, outside in families(500):
        for place, (p_value, is_out) in enumerate(zip(p_values, outside)):
            pair = {
                "micro_conversion_key": f"action_{place:02}", "macro_conversion_key": macro
            }  # fmt: skip
            pairs.append({**pair, "is_process_milestone": is_out})
            rows.append(
                {
                    **pair,
                    "unit": "visitor",
                    "method": "landmark",
                    "segment_name": "all",
                    "segment_value": "all",
                    "landmark_seconds": 300,
                    "horizon_seconds": 3600,
                    "is_in_family": True,
                    "judged_p_value": p_value,
                }
            )
    built = build_models(
        "int_cro__judged_measures",
        {"int_cro__all_measures": rows, "int_cro__micro_macro_pairs": pairs},
    )
    found = {
        (row["macro_conversion_key"], row["micro_conversion_key"]): row["q_value"]
        for row in built["int_cro__judged_measures"].dicts()
    }
    assert len(found) == len(rows)
    for macro, p_values, outside in families(500):
        for place, expected in enumerate(corrected(p_values, outside)):
            q_value = found[macro, f"action_{place:02}"]
            if expected is None:
                assert q_value is None, (macro, place)
            else:
                assert math.isclose(q_value, expected, rel_tol=1e-9), (macro, place)


def test_woolf_test_of_homogeneity_follows_the_formula(build_models):
    """Sum of squared distances of log ratios to their weighted mean, each over its variance."""
    chance = np.random.default_rng(12)
    populations, measures, values = [], [], {}
    for segment in range(45):
        populations.append(
            {
                "population_key": f"value_{segment}", "unit": "visitor",
                "population_type": "segment", "population_name": "country",
                "population_value": f"{segment}", "is_total": False,
            }
        )  # fmt: skip
    for number in range(500):
        count = int(chance.integers(1, 9)) if number else 45
        ratios = np.exp(chance.normal(0, 0.3, size=count))
        errors = chance.uniform(0.05, 0.6, size=count)
        values[f"action_{number:03}"] = ratios, errors
        for segment, (ratio, error) in enumerate(zip(ratios, errors)):
            measures.append(
                {
                    **about(f"action_{number:03}"),
                    "population_key": f"value_{segment}",
                    "risk_ratio": float(ratio),
                    "risk_ratio_log_error": float(error),
                    "risk_ratio_lower": float(ratio * math.exp(-DEVIATE * error)),
                    "risk_ratio_upper": float(ratio * math.exp(DEVIATE * error)),
                }
            )
    inputs = {"int_cro__populations": populations, "int_cro__same_step_measures": measures}
    built = build_models("int_cro__segment_differences", inputs)
    found = {row["action_key"]: row for row in built["int_cro__segment_differences"].dicts()}
    assert set(found) == set(values)
    for key, (ratios, errors) in values.items():
        row, weights = found[key], 1 / errors**2
        mean = np.sum(weights * np.log(ratios)) / np.sum(weights)
        statistic = float(np.sum(weights * (np.log(ratios) - mean) ** 2))
        assert row["value_count"] == len(ratios)
        assert math.isclose(row["statistic"], statistic, rel_tol=1e-9, abs_tol=1e-12), key
        if len(ratios) == 1:
            assert row["p_value"] is None, key
        elif len(ratios) <= 41:
            expected = stats.chi2.sf(statistic, len(ratios) - 1)
            assert math.isclose(row["p_value"], expected, rel_tol=1e-7), key
        else:
            expected = stats.chi2.sf(statistic, len(ratios) - 1)
            assert row["p_value"] == pytest.approx(expected, abs=3e-4), key
        lower = ratios * np.exp(-DEVIATE * errors) > 1
        upper = ratios * np.exp(DEVIATE * errors) < 1
        assert row["has_opposite_values"] == (lower.any() and upper.any()), key


def test_why_the_variance_of_the_difference_is_that_for_small_strata():
    """One or two exposed per stratum is common at a late step of a rare action."""
    chance = np.random.default_rng(3)
    worlds, strata_count = 2000, 60
    for exposed in (1, 2):
        covered = {large_stratum_error: 0, difference_error: 0}
        for _ in range(worlds):
            a = chance.binomial(exposed, 0.1, size=strata_count)
            c = chance.binomial(40, 0.1, size=strata_count)
            strata = list(zip(a, exposed - a, c, 40 - c))
            estimate = difference(strata)
            for error in covered:
                covered[error] += abs(estimate) <= DEVIATE * error(strata)
        assert covered[difference_error] / worlds > 0.92, covered
        assert covered[large_stratum_error] / worlds < 0.86, covered
