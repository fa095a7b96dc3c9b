"""Daily lead and lag equal a regression by numpy, and flag chance and planted lags as they should."""

import datetime
from functools import cache

import numpy as np
import pytest
from scipy import stats
from support import assert_same_rows

MART = "mart_cro__micro_macro_lead_lag"
MODELS = "models/correlations/lead_lags"
WATERMARK = datetime.datetime(2026, 6, 30, 9)
LAST_DATE = datetime.date(2026, 6, 29)
WEEKDAYS = np.array([1, 1.2, 1.1, 1, 0.9, 0.5, 0.4])
DAY = datetime.timedelta(days=1)


def series(chance, days, mean, noise=0.0, leader=None, lead=3):
    """Counts of the last so many days: a weekday pattern, a trend, and noise of its own."""
    numbers = np.arange(days)
    level = mean * WEEKDAYS[numbers % 7] * (1 + numbers / days)
    level = level * np.exp(noise * chance.normal(size=days) - noise**2 / 2)
    if leader is not None:
        level[lead:] *= np.exp(0.5 * stats.zscore(np.log1p(leader[:-lead])))
    return chance.poisson(level)


def facts(kind, key, counts):
    """One fact a conversion; the series ends on the last whole day, and goes on after it."""
    first = LAST_DATE - (len(counts) - 1) * DAY
    for number, count in enumerate([*counts, 3]):
        for place in range(count):
            yield {
                "conversion_event_key": f"{kind}-{key}-{number}-{place}",
                f"{kind}_conversion_key": key,
                "conversion_date": str(first + number * DAY),
            }


def inputs(micros, macros, pairs):
    return {
        "fct_cro__micro_conversions": [
            row for key, counts in micros.items() for row in facts("micro", key, counts)
        ],
        "fct_cro__macro_conversions": [
            row for key, counts in macros.items() for row in facts("macro", key, counts)
        ],
        "int_cro__micro_macro_pairs": [
            {
                "micro_macro_pair_key": f"{micro}-{goal}",
                "micro_conversion_key": micro,
                "macro_conversion_key": goal,
            }
            for micro, goal in pairs
        ],
        "int_cro__watermark": [{"watermark_at": WATERMARK}],
    }


# --- Whole tables ----------------------------------------------------------------------------


def residual(counts, first):
    """Ordinary least squares on the days of the calendar, all seven weekdays and a line."""
    weekdays = [(first + number * DAY).weekday() for number in range(len(counts))]
    design = np.column_stack([np.eye(7)[weekdays], np.arange(len(counts))])
    logs = np.log1p(counts)
    return logs - design @ np.linalg.lstsq(design, logs, rcond=None)[0]


def expected_rows(micro, goal, micro_counts, goal_counts):
    begun = [np.flatnonzero(counts) for counts in (micro_counts, goal_counts)]
    row = {
        "micro_conversion_key": micro,
        "macro_conversion_key": goal,
        "lag_days": None,
        "reason": "never counted",
        "first_date": None,
        "last_date": LAST_DATE,
        "day_count": 0,
        **dict.fromkeys(
            ("overlapping_day_count", "effective_day_count", "correlation", "p_value",
             "corrected_p_value", "is_beyond_chance")
        ),
    }  # fmt: skip
    if not all(len(days) for days in begun):
        return [row]
    # Positions count back from the last whole day, so that series of any length lie together.
    lengths = [
        len(counts) - int(days[0]) - 1
        for counts, days in zip((micro_counts, goal_counts), begun)
    ]
    length = min(180, *lengths)
    first = LAST_DATE - (length - 1) * DAY
    row |= {"first_date": first, "day_count": length, "reason": "fewer than 90 days"}
    if length < 90:
        return [row]
    x, y = (np.array(counts[-length:]) for counts in (micro_counts, goal_counts))
    if min(int((x > 0).sum()), int((y > 0).sum())) * 5 < length:
        return [row | {"reason": "on fewer than one day in five"}]
    x, y = residual(x, first), residual(y, first)
    if min(x @ x, y @ y) < 1e-6:
        return [row | {"reason": "no variation"}]
    inflation = 1 + 2 * sum(
        (x[:-lag] @ x[lag:]) / (x @ x) * (y[:-lag] @ y[lag:]) / (y @ y)
        for lag in range(1, 15)
    )
    rows = []
    for lag in range(-14, 15):
        left = x[max(0, -lag) : length - max(0, lag)]
        right = y[max(0, lag) : length - max(0, -lag)]
        correlation = left @ right / np.sqrt((left @ left) * (right @ right))
        effective = len(left) / max(1, inflation)
        deviate = correlation * np.sqrt(max(0, effective - 8))
        p_value = float(2 * stats.norm.sf(abs(deviate)))
        rows.append(
            row
            | {
                "lag_days": lag,
                "reason": None,
                "overlapping_day_count": len(left),
                "effective_day_count": float(effective),
                "correlation": float(correlation),
                "p_value": p_value,
                "corrected_p_value": min(1.0, 29 * p_value),
                "is_beyond_chance": 29 * p_value < 0.05,
            }
        )
    return rows


@cache
def small_series():
    """Series of every kind: short, rare, constant, silent for weeks, alike, longer than 180 days."""
    chance = np.random.default_rng(5)
    kinds = [
        *((days, mean, noise) for days in (91, 120, 260) for mean in (0.3, 4)
          for noise in (0.0, 0.6)),
        *((days, 2, 0.3) for days in (60, 90, 92)),
        (120, 0.1, 0),
    ]  # fmt: skip
    micros = {f"micro_{n}": series(chance, *kind) for n, kind in enumerate(kinds)}
    macros = {f"macro_{n}": series(chance, *kind) for n, kind in enumerate(kinds[::3])}
    micros["steady"] = np.full(130, 4)
    micros["silent"] = np.concatenate([series(chance, 60, 5), np.zeros(40, int), [1, 2] * 20])
    macros["follower"] = series(chance, 130, 6, leader=series(chance, 130, 6, noise=0.5))
    slow = np.repeat(chance.poisson(6, size=13), 10)
    micros["slow"], macros["slow"] = slow, np.roll(slow, 12) + 1
    micros["never"] = np.zeros(0, int)
    return micros, macros


@pytest.fixture(params=["duckdb", "postgres"])
def target(request):
    return request.param


def test_whole_table(workshop, target):
    micros, macros = small_series()
    pairs = [(micro, goal) for micro in micros for goal in macros]
    given = inputs(micros, macros, pairs)
    # A conversion that was never counted has no fact at all, also not after the last day.
    given["fct_cro__micro_conversions"] = [
        row for row in given["fct_cro__micro_conversions"]
        if row["micro_conversion_key"] != "never"
    ]  # fmt: skip
    built = workshop.build_models(MODELS, given, target=target)
    expected = [
        row
        for micro, goal in pairs
        for row in expected_rows(micro, goal, micros[micro], macros[goal])
    ]
    assert_same_rows(built[MART].without("micro_macro_lead_lag_key"), expected)
    reasons = {row["reason"] for row in expected}
    assert len(reasons) == 5 and len(expected) > 1000


# --- Chance and truth --------------------------------------------------------------------------


def flagged(workshop, target, pairs_of_counts, **options):
    """Per pair the lags beyond chance; every pair is a run of its own in one build."""
    micros = {f"m{n}": pair[0] for n, pair in enumerate(pairs_of_counts)}
    macros = {f"g{n}": pair[1] for n, pair in enumerate(pairs_of_counts)}
    given = inputs(micros, macros, [(f"m{n}", f"g{n}") for n in range(len(micros))])
    built = workshop.build_models(MODELS, given, target=target)
    found = {name: [] for name in micros}
    for row in built[MART].dicts():
        assert row["reason"] is None
        if row["is_beyond_chance"]:
            found[row["micro_conversion_key"]].append(row["lag_days"])
    return list(found.values())


@pytest.mark.parametrize("noise", [0.0, 0.5])
def test_shared_weekdays_and_trend_are_not_flagged(workshop, noise):
    """300 independent pairs of 120 days: some lag beyond chance in at most 5 % of the runs."""
    chance = np.random.default_rng(8)
    pairs = [
        tuple(series(chance, 121, mean, noise) for mean in means)
        for means in [(0.4, 0.4), (0.4, 5), (2, 2), (5, 5)]
        for _ in range(75)
    ]
    runs = flagged(workshop, "duckdb", pairs)
    assert sum(bool(lags) for lags in runs) <= 0.05 * len(runs)
    raw = [
        max(abs(np.corrcoef(x[: len(x) - lag], y[lag:])[0, 1]) * np.sqrt(len(x) - lag)
            for lag in range(15))
        for x, y in pairs[-75:]
    ]  # fmt: skip
    assert sum(deviate > 1.96 for deviate in raw) > 0.9 * len(raw)


def test_a_planted_lag_is_found(workshop, target):
    """The goal follows the micro conversion three days later: that lag, in nearly every run."""
    chance = np.random.default_rng(9)
    pairs = []
    for _ in range(40):
        leader = series(chance, 121, 5, noise=0.5)
        pairs.append((leader, series(chance, 121, 5, leader=leader)))
    runs = flagged(workshop, target, pairs)
    assert sum(3 in lags for lags in runs) >= 0.95 * len(runs)
    assert sum(len(lags) for lags in runs) <= 1.2 * len(runs)
