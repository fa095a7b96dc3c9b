"""Doses, lags, values and overlaps equal a plain Python calculation, whole tables, both databases.

The worlds are those of the other correlation tests; their conversions get the number of a group
of worlds, so that one build holds goals with few and with many conversions.
"""

import decimal
import math
from collections import Counter
from functools import cache

import numpy as np
import pytest
from correlation_oracle import SECOND, Oracle, mantel_haenszel
from correlation_worlds import LANDMARKS, make_worlds
from scipy import stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.contingency_tables import Table as ContingencyTable
from statsmodels.stats.proportion import proportion_confint
from support import assert_same_rows

MARTS = [
    "mart_cro__micro_macro_dose_response",
    "mart_cro__micro_macro_lags",
    "mart_cro__micro_macro_revenue",
    "mart_cro__micro_macro_overlaps",
]
MODELS = " ".join(
    ["stg_cro__landmarks", "stg_cro__passive_events"]
    + [f"+{mart},path:models/correlations" for mart in MARTS]
)
VARS = {"cro__session_gap_seconds": 20, "cro__visitor_horizon_seconds": 15}
DEVIATE = stats.norm.ppf(0.975)
# The first world is group 0, the next three group 1, and so on.
GROUPS = [1, 4, 24, 300]
PAIRS = {
    *(("looked", goal) for goal in ("bought", "renewed", "upgraded", "praised")),
    *(
        (micro, goal)
        for micro in ("clicked", "picked", "form_started", "form_reached", "noticed")
        for goal in ("bought", "renewed", "upgraded", "praised")
    ),
    *(("scrolled", goal) for goal in ("renewed", "upgraded", "praised")),
}


def group_of(world):
    return next(number for number, end in enumerate(GROUPS) if world < end)


def regroup(rows):
    """The same worlds; every conversion key carries the group of the world it happened in."""
    world = {
        row["session_key"]: group_of(int(row["segment_value"]))
        for row in rows["int_cro__session_segments"]
        if row["segment_name"] == "world"
    }
    groups = range(len(GROUPS))

    def copies(name, *columns):
        rows[name] = [
            {**row, **{column: renamed(row.get(column), number) for column in columns}}
            for row in rows[name]
            for number in groups
        ]

    def renamed(key, number):
        return None if key is None else f"{key}_{number}"

    copies("dim_cro__micro_conversions", "micro_conversion_key", "leads_to")
    copies("dim_cro__macro_conversions", "macro_conversion_key", "follows")
    rows["dim_cro__funnels"], rows["dim_cro__funnel_steps"] = [], []
    found = {}
    for match in rows["int_cro__conversion_events"]:
        found[match["conversion_event_key"]] = world[match["session_key"]]
        match["conversion_key"] = renamed(match["conversion_key"], world[match["session_key"]])
    for conversion in rows["fct_cro__macro_conversions"]:
        number = found[conversion["conversion_event_key"]]
        conversion["macro_conversion_key"] = renamed(conversion["macro_conversion_key"], number)
        unknown = conversion["net_value"] is None
        conversion["is_rate_missing"] = unknown and conversion["conversion_event_key"] < "8"
    return rows


class World:
    """What the oracle knows of the units, by unit and conversion key."""

    def __init__(self, rows):
        self.oracle = Oracle(rows)
        self.rows = rows
        self.micros = self.oracle.unit_matches("micro")
        self.macros = self.oracle.unit_matches("macro")
        # Where a goal was ever reached: the sources through which its converters entered.
        self.sources = {
            (goal, self.oracle.source(unit, key)) for unit, key, goal in self.macros
        }
        # A micro conversion that names no goal is compared on those of every group.
        self.pairs = [
            (f"{micro}_{number}", f"{goal}_{other}")
            for micro, goal in sorted(PAIRS)
            for number in range(len(GROUPS))
            for other in (range(len(GROUPS)) if micro == "looked" else [number])
        ]

    def times(self, matches, unit, key, conversion):
        return [time for time, *_ in matches.get((unit, key, conversion), [])]

    def at_risk(self, unit, landmark, horizon, goal):
        """Per unit key at risk, whether it converted; and how many are left out, by reason."""
        found, left_out = {}, Counter()
        for kind, key in self.oracle.units:
            if kind != unit or (goal, self.oracle.source(kind, key)) not in self.sources:
                continue
            start = self.oracle.units[kind, key][0]["occurred_at"]
            if start > self.oracle.watermark:
                continue
            until = start + landmark * SECOND
            reached = self.times(self.macros, unit, key, goal)
            if until + horizon * SECOND > self.oracle.watermark:
                left_out["immature"] += 1
            elif any(time <= until for time in reached):
                left_out["early"] += 1
            else:
                found[key] = any(time <= until + horizon * SECOND for time in reached)
        return found, left_out

    def done_by(self, unit, key, micro, landmark):
        start = self.oracle.units[unit, key][0]["occurred_at"]
        times = self.times(self.micros, unit, key, micro)
        return sum(time <= start + landmark * SECOND for time in times)


@cache
def world():
    return World(regroup(make_worlds(GROUPS[-1], seed=23)))


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def marts(request, workshop):
    built = workshop.build_models(MODELS, world().rows, target=request.param, vars=VARS)
    return {mart: built[mart] for mart in MARTS}


def wilson(successes, trials):
    if not trials:
        return None, None, None
    lower, upper = proportion_confint(successes, trials, method="wilson")
    return successes / trials, max(0.0, float(lower)), min(1.0, float(upper))


def risk_ratio(a, b, c, d):
    """Ratio of a/(a+b) to c/(c+d) with its log interval; nothing where a cell is empty."""
    if not min(a, b, c, d):
        return None, None, None
    ratio = a / (a + b) / (c / (c + d))
    factor = math.exp(DEVIATE * math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)))
    return ratio, ratio / factor, ratio * factor


def supported(converted, *sizes):
    """Five expected conversions by the margins in each arm."""
    return min(sizes) * (converted / sum(sizes)) >= 5 if sum(sizes) else False


# --- Doses -----------------------------------------------------------------------------------


def trend(cells):
    """Cochran and Armitage from statsmodels, whose variance is that of a sample without return."""
    units, converted = (sum(cell[place] for cell in cells) for place in (0, 1))
    never = cells[0][0]
    if not supported(converted, never, units - never) or converted == units:
        return None, None
    table = np.array([[count - hits, hits] for count, hits in cells if count], dtype=float)
    scores = np.array([dose for dose, (count, _) in enumerate(cells) if count])
    test = ContingencyTable(table, shift_zeros=False).test_ordinal_association(row_scores=scores)
    deviate = float(test.zscore) * math.sqrt(units / (units - 1))
    return deviate, float(2 * stats.norm.sf(abs(deviate)))


@cache
def dose_rows():
    rows = []
    for unit, landmark, horizon in sorted(set(LANDMARKS)):
        for micro, goal in world().pairs:
            at_risk, left_out = world().at_risk(unit, landmark, horizon, goal)
            if not at_risk and not left_out:
                continue
            cells = [[0, 0] for _ in range(4)]
            for key, converted in at_risk.items():
                cell = cells[min(3, world().done_by(unit, key, micro, landmark))]
                cell[0] += 1
                cell[1] += converted
            deviate, p_value = trend(cells)
            for dose, (count, hits) in enumerate(cells):
                never, never_hits = cells[0]
                ratio = (None,) * 3
                if dose and supported(hits + never_hits, count, never):
                    ratio = risk_ratio(hits, count - hits, never_hits, never - never_hits)
                names = ("conversion_rate", "conversion_rate_lower", "conversion_rate_upper")
                ratios = ("risk_ratio", "risk_ratio_lower", "risk_ratio_upper")
                rows.append(
                    {
                        "unit": unit,
                        "micro_conversion_key": micro,
                        "macro_conversion_key": goal,
                        "landmark_seconds": landmark,
                        "horizon_seconds": horizon,
                        "dose": "3 or more" if dose == 3 else f"{dose}",
                        "dose_number": dose,
                        "unit_count": count,
                        "converted_count": hits,
                        **dict(zip(names, wilson(hits, count))),
                        **dict(zip(ratios, ratio)),
                        "trend_deviate": deviate,
                        "trend_p_value": p_value,
                        "immature_count": left_out["immature"],
                        "early_converter_count": left_out["early"],
                    }
                )
    return rows


def test_dose_response(marts):
    found = marts["mart_cro__micro_macro_dose_response"]
    assert_same_rows(found.without("micro_macro_dose_key"), dose_rows())
    assert sum(row["risk_ratio"] is not None for row in dose_rows()) > 20
    assert sum(row["trend_deviate"] is None for row in dose_rows()) > 20


# --- Lags ------------------------------------------------------------------------------------


def nearest_rank(values, share):
    """The smallest value with at least that share of the values at or below it."""
    return next(
        (
            value
            for value in sorted(values)
            if sum(other <= value for other in values) >= share * len(values)
        ),
        None,
    )


@cache
def lag_rows():
    rows = []
    gap, horizon = (VARS["cro__session_gap_seconds"], VARS["cro__visitor_horizon_seconds"])
    oracle = world().oracle
    for unit in ("session", "visitor"):
        for micro, goal in world().pairs:
            counts, lags = Counter(), []
            for kind, key in oracle.units:
                done = world().times(world().micros, unit, key, micro) if kind == unit else []
                entry = oracle.sessions[oracle.entry[kind, key]]
                if not done or (goal, entry["source_name"]) not in world().sources:
                    continue
                last = oracle.units[kind, key][-1]["occurred_at"]
                until = min(done) + horizon * SECOND
                if unit == "session":
                    until = last + gap * SECOND
                if until > oracle.watermark or (
                    until == oracle.watermark and unit == "session"
                ):
                    counts["immature"] += 1
                    continue
                reached = world().times(world().macros, unit, key, goal)
                later = [time for time in reached if min(done) < time <= until]
                counts["done"] += 1
                if later:
                    lags.append((min(later) - min(done)).total_seconds())
                elif any(time <= min(done) for time in reached):
                    counts["before"] += 1
            rows.append(
                {
                    "unit": unit,
                    "micro_conversion_key": micro,
                    "macro_conversion_key": goal,
                    "done_count": counts["done"],
                    "converted_count": len(lags),
                    "converted_before_count": counts["before"],
                    "not_converted_count": counts["done"] - len(lags) - counts["before"],
                    "immature_count": counts["immature"],
                    "seconds_to_macro_median": nearest_rank(lags, 0.5),
                    "seconds_to_macro_p90": nearest_rank(lags, 0.9),
                    **{
                        f"share_within_{name}": (
                            sum(lag <= limit for lag in lags) / len(lags) if lags else None
                        )
                        for name, limit in (("hour", 3600), ("day", 86400), ("week", 604800))
                    },
                }
            )
    return rows


def test_lags(marts):
    found = marts["mart_cro__micro_macro_lags"]
    assert_same_rows(found.without("micro_macro_lag_key"), lag_rows())
    for name in ("converted_count", "converted_before_count", "immature_count"):
        assert sum(row[name] for row in lag_rows()) > 100


# --- Revenue -----------------------------------------------------------------------------------


def difference_of_means(values, done, visitors):
    """The slope of a regression on having done it, with errors clustered by visitor."""
    design = np.column_stack([np.ones(len(values)), done])
    clusters = np.unique(visitors, return_inverse=True)[1]
    fit = OLS(np.array(values), design).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
    )
    width = DEVIATE * float(fit.bse[1])
    slope = float(fit.params[1])
    return slope, slope - width, slope + width


@cache
def revenue_rows():
    oracle, rows = world().oracle, []
    facts = {
        fact["conversion_event_key"]: fact for fact in world().rows["fct_cro__macro_conversions"]
    }
    for unit in ("session", "visitor"):
        for micro, goal in world().pairs:
            people = []
            for kind, key in oracle.units:
                entry = oracle.sessions[oracle.entry[kind, key]]
                started = oracle.units[kind, key][0]["occurred_at"]
                if (
                    kind != unit
                    or (goal, entry["source_name"]) not in world().sources
                    or started > oracle.watermark
                ):
                    continue
                done = world().times(world().micros, unit, key, micro)
                done = [time for time in done if time <= oracle.watermark]
                found = [
                    (time, facts[match["conversion_event_key"]])
                    for time, _, _, match in world().macros.get((unit, key, goal), [])
                    if match["conversion_event_key"] in facts and time <= oracle.watermark
                ]
                known = [
                    (time, decimal.Decimal(str(fact["net_value"])))
                    for time, fact in found
                    if fact["net_value"] is not None
                ]
                people.append(
                    {
                        "done": bool(done),
                        "visitor": entry["visitor_key"] if unit == "session" else key,
                        "value": sum((value for _, value in known), decimal.Decimal(0)),
                        "after": sum(
                            (value for time, value in known if done and time > min(done)),
                            decimal.Decimal(0),
                        ),
                        "valued": bool(known),
                        "missing": sum(fact["is_rate_missing"] for _, fact in found),
                    }
                )
            if people:
                rows.append(revenue_row(unit, micro, goal, people))
    return rows


def revenue_row(unit, micro, goal, people):
    completers = [person for person in people if person["done"]]
    others = [person for person in people if not person["done"]]

    def total(arm, name):
        return sum((person[name] for person in arm), decimal.Decimal(0))

    def mean(arm, name):
        return float(total(arm, name)) / len(arm) if arm else None

    difference = (None,) * 3
    valued = sum(person["valued"] for person in people)
    if supported(valued, len(completers), len(others)):
        difference = difference_of_means(
            [float(person["value"]) for person in people],
            [float(person["done"]) for person in people],
            [person["visitor"] for person in people],
        )
    return {
        "unit": unit,
        "micro_conversion_key": micro,
        "macro_conversion_key": goal,
        "completer_count": len(completers),
        "other_count": len(others),
        "completer_valued_count": sum(person["valued"] for person in completers),
        "other_valued_count": sum(person["valued"] for person in others),
        "completer_net_value": total(completers, "value"),
        "completer_net_value_after": total(completers, "after"),
        "other_net_value": total(others, "value"),
        "net_value_per_completer": mean(completers, "value"),
        "net_value_after_per_completer": mean(completers, "after"),
        "net_value_per_other": mean(others, "value"),
        "net_value_difference": difference[0],
        "net_value_difference_lower": difference[1],
        "net_value_difference_upper": difference[2],
        "completer_missing_rate_count": sum(person["missing"] for person in completers),
        "other_missing_rate_count": sum(person["missing"] for person in others),
    }


def test_revenue(marts):
    found = marts["mart_cro__micro_macro_revenue"]
    assert_same_rows(found.without("micro_macro_revenue_key"), revenue_rows(), tolerance=1e-8)
    assert sum(row["net_value_difference"] is not None for row in revenue_rows()) > 10
    assert sum(row["completer_missing_rate_count"] for row in revenue_rows()) > 10


# --- Overlaps ----------------------------------------------------------------------------------

PLACES = {(True, True): "both", (True, False): "only", (False, True): "other_only",
          (False, False): "neither"}  # fmt: skip


def alone(cells):
    """Difference and ratio of the first micro conversion, whoever did the other one."""
    a, b = cells["both"] + cells["only"], cells["other_only"] + cells["neither"]
    n1, n0 = len(a), len(b)
    a, c = sum(a), sum(b)
    if not supported(a + c, n1, n0):
        return None, None
    return a / n1 - c / n0, risk_ratio(a, n1 - a, c, n0 - c)[0]


def given_other(cells):
    """Pooled over who did the other one; the ratio is that of statsmodels."""
    steps = [
        (other, first, converted, place)
        for (first, other), name in PLACES.items()
        for place, converted in enumerate(cells[name])
    ]
    found = mantel_haenszel(steps)
    if found is None:
        return 0, (None,) * 6
    if min(found["expected"]) < 5:
        return len(found["strata"]), (None,) * 6
    difference, width = found["difference"], DEVIATE * found["difference_error"]
    ratio, bounds = found["ratio"], (None, None)
    if ratio:
        tables = [np.array([[a, b], [c, d]], float) for a, b, c, d in found["strata"].values()]
        assert math.isclose(ratio, StratifiedTable(tables).riskratio_pooled, rel_tol=1e-9)
        factor = math.exp(DEVIATE * found["ratio_error"])
        bounds = ratio / factor, ratio * factor
    numbers = (difference, difference - width, difference + width, ratio, *bounds)
    return len(found["strata"]), numbers


@cache
def overlap_rows():
    rows = []
    for unit, landmark, horizon in sorted(set(LANDMARKS)):
        for goal in sorted({goal for _, goal in world().pairs}):
            at_risk, left_out = world().at_risk(unit, landmark, horizon, goal)
            if not at_risk and not left_out:
                continue
            micros = [micro for micro, other in world().pairs if other == goal]
            done = {
                micro: {key for key in at_risk if world().done_by(unit, key, micro, landmark)}
                for micro in micros
            }
            for micro in micros:
                for other in micros:
                    if other == micro:
                        continue
                    cells = {name: [] for name in PLACES.values()}
                    for key, converted in at_risk.items():
                        place = PLACES[key in done[micro], key in done[other]]
                        cells[place].append(converted)
                    either = len(at_risk) - len(cells["neither"])
                    difference, ratio = alone(cells)
                    stratum_count, numbers = given_other(cells)
                    names = [
                        f"{measure}_given_other{bound}"
                        for measure in ("risk_difference", "risk_ratio")
                        for bound in ("", "_lower", "_upper")
                    ]
                    rows.append(
                        {
                            "unit": unit,
                            "micro_conversion_key": micro,
                            "other_micro_conversion_key": other,
                            "macro_conversion_key": goal,
                            "landmark_seconds": landmark,
                            "horizon_seconds": horizon,
                            **{f"{name}_count": len(cell) for name, cell in cells.items()},
                            **{
                                f"{name}_converted_count": sum(cell)
                                for name, cell in cells.items()
                            },
                            "jaccard_index": len(cells["both"]) / either if either else None,
                            "risk_difference_alone": difference,
                            "risk_ratio_alone": ratio,
                            "stratum_count": stratum_count,
                            **dict(zip(names, numbers)),
                        }
                    )
    return rows


def test_overlaps(marts):
    found = marts["mart_cro__micro_macro_overlaps"]
    assert_same_rows(found.without("micro_macro_overlap_key"), overlap_rows())
    assert sum(row["risk_ratio_given_other"] is not None for row in overlap_rows()) > 50
    assert {row["stratum_count"] for row in overlap_rows()} == {0, 1, 2}
