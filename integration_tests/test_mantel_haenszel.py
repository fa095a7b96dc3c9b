"""The pooled numbers of the same-step models: statsmodels, a published example, a bootstrap."""

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

MODELS = "int_cro__same_step_terms int_cro__same_step_sums int_cro__same_step_errors"
MODELS += " int_cro__same_step_measures"
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


def strata_rows(questions):
    return [
        {
            "unit": "visitor",
            "micro_conversion_key": key,
            "macro_conversion_key": "bought",
            "stratum": f"{number}|0|",
            "exposed_converted": a,
            "exposed_count": a + b,
            "unexposed_converted": c,
            "unexposed_count": c + d,
        }
        for key, strata in questions.items()
        for number, (a, b, c, d) in enumerate(strata)
    ]


QUESTIONS = random_questions()


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def answers(request, workshop):
    """What the models say of every question, by its key."""
    inputs = {
        "int_cro__same_step_strata": strata_rows(QUESTIONS),
        "int_cro__same_step_influences": [],
    }
    built = workshop.build_models(MODELS, inputs, target=request.param)
    rows = built["int_cro__same_step_measures"].dicts()
    return {row["micro_conversion_key"]: row for row in rows}


def supported(key):
    """Five expected conversions or more in each arm, by the margins."""
    a, n1, c, n0, n = arms(QUESTIONS[key])
    return min(np.sum(n1 * (a + c) / n), np.sum(n0 * (a + c) / n)) >= 5


def test_pooled_numbers_agree_with_statsmodels_and_the_formulas(answers):
    assert set(answers) == set(QUESTIONS) - {"no_comparison"}
    with_numbers = with_ratio = 0
    for key, row in answers.items():
        strata = QUESTIONS[key]
        a, n1, c, n0, n = arms(strata)
        near = lambda actual, expected, least=0.0: math.isclose(  # noqa: E731
            actual, expected, rel_tol=1e-9, abs_tol=least
        )
        assert near(row["expected_exposed"], np.sum(n1 * (a + c) / n), 1e-12), key
        assert near(row["expected_unexposed"], np.sum(n0 * (a + c) / n), 1e-12), key
        if not supported(key):
            assert row["risk_difference"] is None and row["risk_ratio"] is None, key
            assert row["p_value"] is None, key
            continue
        with_numbers += 1
        # A difference of nearly equal rates has lost digits that neither side can have.
        expected = difference(strata)
        width = DEVIATE * difference_error(strata)
        assert near(row["risk_difference"], expected, 1e-14), key
        # The variance of perfect separation is zero, and its root is rounding.
        assert near(row["risk_difference_lower"], expected - width, 1e-7), key
        assert near(row["risk_difference_upper"], expected + width, 1e-7), key
        table = StratifiedTable([np.array([[a, b], [c, d]], float) for a, b, c, d in strata])
        if a.sum() and c.sum():
            with_ratio += 1
            factor = math.exp(DEVIATE * ratio_log_error(strata))
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
        else:
            assert row["p_value"] is None, key
    assert with_numbers > 500 and with_ratio > 500, (with_numbers, with_ratio)


def test_published_example(answers):
    row = answers["published"]
    assert round(row["risk_ratio"], 4) == 0.6353
    assert round(row["risk_ratio_lower"], 4) == 0.5881
    assert round(row["risk_ratio_upper"], 4) == 0.6862
    error = math.log(row["risk_ratio_upper"] / row["risk_ratio_lower"]) / (2 * DEVIATE)
    assert round(math.log(row["risk_ratio"]), 4) == -0.4537
    assert round(math.log(row["risk_ratio"]) / error, 4) == -11.5338
    assert round(row["risk_difference"], 4) == -0.0033
    assert round(row["risk_difference_lower"], 4) == -0.0039
    assert round(row["risk_difference_upper"], 4) == -0.0027
    error = (row["risk_difference_upper"] - row["risk_difference_lower"]) / (2 * DEVIATE)
    assert round(row["risk_difference"] / error, 4) == -11.4708
    # Stata's 11.56 is the variance of 1985, for large strata only.
    assert round(row["risk_difference"] / large_stratum_error(TRIALS), 2) == -11.56


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
