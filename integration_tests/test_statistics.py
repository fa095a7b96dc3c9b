"""The statistic macros against scipy and statsmodels, on random tables, in one query each."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtri_exp
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from support import dbt, parsed_project

CELLS = ["a", "b", "c", "d"]


def evaluate(database, expressions, types, rows):
    """One select over rows made by hand, its macros rendered by dbt: a list of dicts."""
    database.create("inputs", types, rows)
    columns = ",\n".join(f"{sql} as {name}" for name, sql in expressions.items())
    names = ", ".join(types)
    inline = f"select {names},\n{columns}\nfrom {{{{ target.schema }}}}.inputs"
    manifest = parsed_project(database)
    outcome = dbt("compile", "--inline", inline, database=database, manifest=manifest)
    return database.query(outcome.results[0].node.compiled_code).dicts()


def close(actual, expected, tolerance):
    return math.isclose(actual, expected, rel_tol=tolerance, abs_tol=1e-300)


def random_tables(count):
    generator = np.random.default_rng(7)
    sizes = generator.integers(1, 7, size=(count, 4))
    return [
        {"table_key": key, **dict(zip(CELLS, (int(generator.integers(0, 10**s)) for s in row)))}
        for key, row in enumerate(sizes)
    ]


TABLE_TYPES = {"table_key": "integer", **dict.fromkeys(CELLS, "bigint")}
ALL_CELLS = "'a', 'b', 'c', 'd'"
RATES = {
    "lower_1": "{{ cro.wilson_lower('a', 'a + b') }}",
    "upper_1": "{{ cro.wilson_upper('a', 'a + b') }}",
    "lower_0": "{{ cro.wilson_lower('c', 'c + d') }}",
    "upper_0": "{{ cro.wilson_upper('c', 'c + d') }}",
}
RATE_1 = "cro.safe_ratio('a', 'a + b')"
RATE_0 = "cro.safe_ratio('c', 'c + d')"


def wilson(side, k, n):
    return f"cro.wilson_{side}('{k}', '{n}')"


TABLE_EXPRESSIONS = {
    **RATES,
    "difference_lower": "{{ cro.newcombe_lower("
    f"{RATE_1}, {wilson('lower', 'a', 'a + b')}, {RATE_0}, {wilson('upper', 'c', 'c + d')}) }}}}",
    "difference_upper": "{{ cro.newcombe_upper("
    f"{RATE_1}, {wilson('upper', 'a', 'a + b')}, {RATE_0}, {wilson('lower', 'c', 'c + d')}) }}}}",
    "risk_ratio": f"{{{{ cro.risk_ratio({ALL_CELLS}) }}}}",
    "risk_ratio_log_error": f"{{{{ cro.risk_ratio_log_error({ALL_CELLS}) }}}}",
    "risk_ratio_lower": "{{ cro.log_interval_lower("
    f"cro.risk_ratio({ALL_CELLS}), cro.risk_ratio_log_error({ALL_CELLS})) }}}}",
    "risk_ratio_upper": "{{ cro.log_interval_upper("
    f"cro.risk_ratio({ALL_CELLS}), cro.risk_ratio_log_error({ALL_CELLS})) }}}}",
    "e_value": f"{{{{ cro.e_value(cro.risk_ratio({ALL_CELLS})) }}}}",
    "odds_ratio": f"{{{{ cro.odds_ratio({ALL_CELLS}, '0.5') }}}}",
    "odds_ratio_log_error": f"{{{{ cro.odds_ratio_log_error({ALL_CELLS}, '0.5') }}}}",
    "odds_ratio_lower": "{{ cro.log_interval_lower("
    f"cro.odds_ratio({ALL_CELLS}, '0.5'), cro.odds_ratio_log_error({ALL_CELLS}, '0.5')) }}}}",
    "odds_ratio_upper": "{{ cro.log_interval_upper("
    f"cro.odds_ratio({ALL_CELLS}, '0.5'), cro.odds_ratio_log_error({ALL_CELLS}, '0.5')) }}}}",
    "crude_odds_ratio": f"{{{{ cro.odds_ratio({ALL_CELLS}, '1') }}}}",
    "phi": f"{{{{ cro.phi({ALL_CELLS}) }}}}",
}


def expected_statistics(a, b, c, d):
    """What scipy and statsmodels say of one table; None where there is nothing to say."""
    expected = dict.fromkeys(TABLE_EXPRESSIONS)
    if a + b:
        bounds = proportion_confint(a, a + b, method="wilson")
        expected["lower_1"], expected["upper_1"] = (float(bound) for bound in bounds)
    if c + d:
        bounds = proportion_confint(c, c + d, method="wilson")
        expected["lower_0"], expected["upper_0"] = (float(bound) for bound in bounds)
    if a + b and c + d:
        bounds = confint_proportions_2indep(
            a, a + b, c, c + d, compare="diff", method="newcomb"
        )
        expected["difference_lower"], expected["difference_upper"] = map(float, bounds)
        shifted = Table2x2(np.array([[a, b], [c, d]]) + 0.5, shift_zeros=False)
        expected["odds_ratio"] = float(shifted.oddsratio)
        bounds = shifted.oddsratio_confint()
        expected["odds_ratio_lower"], expected["odds_ratio_upper"] = map(float, bounds)
        added = Table2x2(np.array([[a, b], [c, d]]) + 1.0, shift_zeros=False)
        expected["crude_odds_ratio"] = float(added.oddsratio)
    shifted = Table2x2(np.array([[a, b], [c, d]]) + 0.5, shift_zeros=False)
    expected["odds_ratio_log_error"] = float(shifted.log_oddsratio_se)
    if min(a, b, c, d):
        table = Table2x2(np.array([[a, b], [c, d]], dtype=float))
        expected["risk_ratio"] = float(table.riskratio)
        expected["risk_ratio_log_error"] = float(table.log_riskratio_se)
        bounds = table.riskratio_confint()
        expected["risk_ratio_lower"], expected["risk_ratio_upper"] = map(float, bounds)
        larger = max(table.riskratio, 1 / table.riskratio)
        # VanderWeele and Ding 2017.
        expected["e_value"] = float(larger + math.sqrt(larger * max(0.0, larger - 1)))
    margins = [a + b, c + d, a + c, b + d]
    if min(margins):
        chi_square = stats.chi2_contingency([[a, b], [c, d]], correction=False).statistic
        sign = 1 if a * d >= b * c else -1
        expected["phi"] = sign * math.sqrt(chi_square / (a + b + c + d))
    return expected


def test_tables_agree_with_statsmodels(scratch):
    tables = random_tables(900) + [
        {"table_key": 1000 + key, **dict(zip(CELLS, cells))}
        for key, cells in enumerate(
            [(0, 0, 0, 0), (0, 5, 3, 7), (5, 0, 3, 7), (0, 0, 3, 7), (3, 7, 0, 0), (2, 2, 2, 2)]
        )
    ]
    answers = evaluate(scratch, TABLE_EXPRESSIONS, TABLE_TYPES, tables)
    assert len(answers) == 906
    compared = dict.fromkeys(TABLE_EXPRESSIONS, 0)
    for answer in answers:
        a, b, c, d = (answer[cell] for cell in CELLS)
        for name, expected in expected_statistics(a, b, c, d).items():
            actual = answer[name]
            if expected is None:
                assert actual is None, (name, a, b, c, d, actual)
            else:
                assert actual is not None, (name, a, b, c, d, expected)
                # A difference of rates loses digits that neither side has.
                close_to_zero = 1e-15 if name not in ("risk_ratio", "odds_ratio") else 0
                assert math.isclose(
                    actual, expected, rel_tol=1e-9, abs_tol=close_to_zero
                ), (name, a, b, c, d, actual, expected)
                compared[name] += 1
    assert min(compared.values()) >= 500, compared


def test_wilson_bounds_hold_the_rate_between_them(scratch):
    """Rounding must not put the upper bound of all of them below 1, nor make a bound of nobody."""
    counts = [*range(1, 2001), 10**6 + 7, 10**9 + 7]
    rows = [{"k": k, "n": float(n)} for n in counts for k in {0.0, 1.0, n - 1.0, float(n)}]
    # Effective numbers, as a design effect leaves them.
    rows += [{"k": k / 1.7, "n": n / 1.7} for n in range(1, 2001) for k in (0, n)]
    nobody = [(None, 5.0), (5.0, None), (None, None), (0.0, 0.0), (3.0, 0.0), (None, 0.0)]
    rows += [{"k": k, "n": n} for k, n in nobody]
    answers = evaluate(
        scratch,
        {
            "lower": "{{ cro.wilson_lower('k', 'n') }}",
            "upper": "{{ cro.wilson_upper('k', 'n') }}",
        },
        {"k": "double", "n": "double"},
        rows,
    )
    assert len(answers) == len(rows)
    for answer in answers:
        k, n = answer["k"], answer["n"]
        if k is None or not n:
            assert answer["lower"] is None and answer["upper"] is None, answer
            continue
        assert 0 <= answer["lower"] <= k / n <= answer["upper"] <= 1, answer
        assert answer["lower"] < answer["upper"], answer


def test_what_is_added_to_the_cells_decides_a_small_table(scratch):
    """One, as PostHog publishes it, tempers what a half leaves: neither is the truth of 3 of 3."""
    answers = evaluate(
        scratch,
        {
            "half": f"{{{{ cro.odds_ratio({ALL_CELLS}, '0.5') }}}}",
            "one": f"{{{{ cro.odds_ratio({ALL_CELLS}, '1') }}}}",
        },
        TABLE_TYPES,
        [{"table_key": 1, "a": 3, "b": 0, "c": 20, "d": 80}],
    )
    assert round(answers[0]["half"], 1) == 27.5
    assert round(answers[0]["one"], 1) == 15.4


def test_normal_tails_agree_with_scipy(scratch):
    deviates = [0.0, 1e-9, -1e-9, 1.959963984540054, -37.0, 37.0]
    deviates += list(np.linspace(-8.2, 37.4, 2000))
    rows = [{"deviate": float(deviate)} for deviate in deviates] + [{"deviate": None}]
    answers = evaluate(
        scratch,
        {
            "upper": "{{ cro.normal_upper_tail('deviate') }}",
            "both": "{{ cro.two_sided_normal_tail('deviate') }}",
        },
        {"deviate": "double"},
        rows,
    )
    for answer in answers:
        if answer["deviate"] is None:
            assert answer["upper"] is None and answer["both"] is None
            continue
        deviate = answer["deviate"]
        assert close(answer["upper"], stats.norm.sf(deviate), 1e-12), answer
        assert close(answer["both"], 2 * stats.norm.sf(abs(deviate)), 1e-12), answer


def test_far_tails_are_small_positive_and_no_error(scratch):
    rows = [{"statistic": float(value)} for value in (1372.0, 1380.0, 1e4, 1e12, 1e300)]
    answers = evaluate(
        scratch,
        {"tail": "{{ cro.chi_square_upper_tail('statistic') }}"},
        {"statistic": "double"},
        rows,
    )
    assert all(0 < answer["tail"] < 1e-298 for answer in answers), answers
    at_the_edge = next(answer for answer in answers if answer["statistic"] == 1372.0)
    assert close(at_the_edge["tail"], stats.chi2.sf(1372.0, 1), 1e-9)


def test_chi_square_tails_agree_with_scipy(scratch):
    statistics = [0.0, 1e-300, 1e-12, 3.841458820694124] + list(np.geomspace(1e-9, 1300, 1000))
    rows = [{"statistic": float(value)} for value in statistics]
    rows += [{"statistic": None}, {"statistic": -1e-18}]
    answers = evaluate(
        scratch,
        {"tail": "{{ cro.chi_square_upper_tail('statistic') }}"},
        {"statistic": "double"},
        rows,
    )
    for answer in answers:
        if answer["statistic"] is None:
            assert answer["tail"] is None
        else:
            expected = stats.chi2.sf(max(0.0, answer["statistic"]), 1)
            assert close(answer["tail"], expected, 1e-9), answer


def test_chi_square_tails_of_any_degrees_agree_with_scipy(scratch):
    # Values with tails from nearly 1 down to 1e-298, for every number of degrees written out.
    tails = [1 - 1e-9, *np.linspace(0.999, 0.001, 25), *np.geomspace(1e-4, 1e-298, 40)]
    rows = [
        {"statistic": float(stats.chi2.isf(tail, degrees)), "degrees": degrees}
        for degrees in range(1, 41)
        for tail in tails
    ]
    expressions = {"tail": "{{ cro.chi_square_upper_tail('statistic', 'degrees') }}"}
    types = {"statistic": "double", "degrees": "bigint"}
    answers = evaluate(scratch, expressions, types, rows)
    assert len(answers) == 40 * len(tails)
    for answer in answers:
        expected = stats.chi2.sf(answer["statistic"], answer["degrees"])
        assert close(answer["tail"], expected, 1e-9 if expected > 1e-12 else 1e-7), answer


def test_chi_square_tails_of_many_degrees_are_close_and_none_is_an_error(scratch):
    tails = [0.999, 0.9, 0.5, 0.1, 0.05, 0.01, 0.001]
    rows = [
        {"statistic": float(stats.chi2.isf(tail, degrees)), "degrees": degrees}
        for degrees in (41, 42, 60, 99, 1000, 100000)
        for tail in tails
    ]
    far = [0.0, -1e-18, 1e-300, 1500.0, 1e5, 1e12, 1e300]
    rows += [
        {"statistic": value, "degrees": degrees}
        for value in far
        for degrees in (1, 2, 3, 39, 40, 41, 1000)
    ]
    absent = [(None, 3), (5.0, None), (None, None), (5.0, 0), (5.0, -2), (0.0, 0)]
    rows += [{"statistic": value, "degrees": degrees} for value, degrees in absent]
    answers = evaluate(
        scratch,
        {"tail": "{{ cro.chi_square_upper_tail('statistic', 'degrees') }}"},
        {"statistic": "double", "degrees": "bigint"},
        rows,
    )
    for answer in answers:
        statistic, degrees = answer["statistic"], answer["degrees"]
        if statistic is None or degrees is None or degrees < 1:
            assert answer["tail"] is None, answer
            continue
        expected = stats.chi2.sf(max(0.0, statistic), degrees)
        assert 0 < answer["tail"] <= 1, answer
        assert answer["tail"] == pytest.approx(expected, rel=1e-9, abs=3e-4), answer


def test_chi_square_quantiles_agree_with_scipy(scratch):
    rows = [{"probability": float(value)} for value in np.linspace(0.001, 0.9999999, 1000)]
    rows += [{"probability": value} for value in (0.95, 0.0, 1.0, 2.0, None)]
    answers = evaluate(
        scratch,
        {"quantile": "{{ cro.chi_square_quantile('probability') }}"},
        {"probability": "double"},
        rows,
    )
    for answer in answers:
        probability = answer["probability"]
        if probability is None or not 0 < probability < 1:
            assert answer["quantile"] is None, answer
        else:
            expected = stats.chi2.ppf(probability, 1)
            assert math.isclose(
                answer["quantile"], expected, rel_tol=1e-8, abs_tol=1e-10
            ), (answer, expected)


def test_normal_quantiles_agree_with_scipy(scratch):
    exponents = np.linspace(math.log(0.5), math.log(1e-306), 1500)
    rows = [{"probability": float(math.exp(exponent))} for exponent in exponents]
    rows += [{"probability": float(value)} for value in np.linspace(0.5, 0.999999, 500)]
    rows += [{"probability": value} for value in (0.0, 1.0, -0.5, 2.0, None)]
    answers = evaluate(
        scratch,
        {"quantile": "{{ cro.normal_quantile('probability') }}"},
        {"probability": "double"},
        rows,
    )
    for answer in answers:
        probability = answer["probability"]
        if probability is None or not 0 < probability < 1:
            assert answer["quantile"] is None
            continue
        expected = (
            float(ndtri_exp(math.log(probability)))
            if probability < 0.5
            else float(stats.norm.ppf(probability))
        )
        assert math.isclose(
            answer["quantile"], expected, rel_tol=1e-9, abs_tol=1e-10
        ), (answer, expected)


def test_e_values_follow_the_published_formula(scratch):
    # 1.5 + sqrt(1.5 x 0.5); a ratio below one is read as its inverse.
    answers = evaluate(
        scratch,
        {"e_value": "{{ cro.e_value('ratio') }}"},
        {"ratio": "double"},
        [{"ratio": value} for value in (1.0, 1.5, 1 / 1.5, 3.9, 0.0, None)],
    )
    found = {answer["ratio"]: answer["e_value"] for answer in answers}
    assert found[1.0] == 1.0
    assert found[1.5] == pytest.approx(1.5 + math.sqrt(0.75), rel=1e-12)
    assert found[1 / 1.5] == pytest.approx(found[1.5], rel=1e-12)
    assert found[3.9] == pytest.approx(7.26, abs=0.01)
    assert found[0.0] is None and found[None] is None

