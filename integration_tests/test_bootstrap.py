"""Standard errors of the same-step comparison against 10,000 resamples of whole visitors.

Two simulated shops, seeds fixed. In the first visitors differ in how likely they buy, and come up to
four times, so that visits of one visitor resemble each other. In the second nearly everybody looks
at some time and those few who never do buy, each of them compared step after step. The models see
events; the resamples see the steps of each visitor, worked out here from the simulation itself.
"""

import datetime
import math
from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from correlation_worlds import PLAN, START, key_of

VISITORS, DRAWS, HORIZON_DAYS = 1500, 10_000, 3
NAMES = {"look": "looked", "buy": "bought"}
VARS = {
    "cro__stratum_segments": ["device_category"],
    "cro__visitor_horizon_seconds": HORIZON_DAYS * 86400,
}


def come_again():
    """Visits as (visitor, number of the visit, device, names of its steps): a step every minute."""
    chance = np.random.default_rng(41)
    for visitor in range(VISITORS):
        device = chance.choice(["phone", "desktop"])
        urge = 0.06 * chance.gamma(1.0)
        for visit in range(1, 1 + chance.integers(1, 4, endpoint=True)):
            steps, has_looked = [], False
            while not steps or (len(steps) < 12 and chance.random() < 0.8):
                names = ["look", "buy", "stroll"]
                buys = min(0.9, urge * (1.6 if has_looked else 1))
                looks = 0.2 * (1 - buys)
                steps.append(chance.choice(names, p=[looks, buys, 1 - buys - looks]))
                has_looked = has_looked or steps[-1] == "look"
            yield visitor, visit, device, steps


def never_look():
    chance = np.random.default_rng(43)
    for visitor in range(VISITORS):
        device = chance.choice(["phone", "desktop"])
        looks = chance.random() < 0.8
        steps = ["stroll"] * 15
        if looks:
            steps[chance.integers(0, 14, endpoint=True)] = "look"
        yield visitor, 1, device, steps
        if chance.random() < (0.012 if looks else 0.12):
            yield visitor, 2, device, ["stroll", "buy"]


WORLDS = {"come again": list(come_again()), "never look": list(never_look())}


def moment(visit, step):
    return START + datetime.timedelta(days=visit, minutes=step)


def model_rows(visits):
    rows = {**PLAN, "int_cro__watermark": [{"watermark_at": moment(90, 0)}]}
    names = ("sessions", "session_segments", "session_events", "conversion_events")
    rows.update({f"int_cro__{name}": [] for name in names})
    rows["fct_cro__macro_conversions"] = []
    for visitor, visit, device, steps in visits:
        session, person = key_of("session", visitor, visit), key_of("visitor", visitor)
        owner = {"session_key": session, "visitor_key": person, "source_name": "shop"}
        rows["int_cro__sessions"].append(
            {
                **owner,
                "device_key": key_of("device", visitor),
                "is_server_only": False,
                "session_number": visit,
            }
        )
        rows["int_cro__session_segments"] += [
            {"session_key": session, "segment_name": name, "segment_value": value}
            for name, value in [("all", "all"), ("device_category", device)]
        ]
        for step, name in enumerate(steps, 1):
            event = {"event_key": key_of("event", session, step), "occurred_at": moment(visit, step)}
            rows["int_cro__session_events"].append({**owner, **event, "event_name": name})
            if name in NAMES:
                match = {**owner, **event, "conversion_key": NAMES[name]}
                match["conversion_event_key"] = key_of(event["event_key"], name)
                match["conversion_type"] = "macro" if name == "buy" else "micro"
                rows["int_cro__conversion_events"].append(match)
    return rows


def compared_steps(unit, visits):
    """Steps before the goal and not after the first look: (visitor, stratum, exposed, converted)."""
    streams = defaultdict(list)
    for visitor, visit, device, steps in visits:
        key = visitor if unit == "visitor" else (visitor, visit)
        streams[key] += [
            (visitor, (device, visit if unit == "visitor" else 0, step), moment(visit, step), name)
            for step, name in enumerate(steps, 1)
        ]
    for stream in streams.values():
        bought = [at for *_, at, name in stream if name == "buy"]
        for visitor, stratum, at, name in stream:
            if name == "buy":
                break
            until = at + datetime.timedelta(days=HORIZON_DAYS)
            later = any(unit == "session" or time <= until for time in bought)
            yield visitor, stratum, name == "look", later
            if name == "look":
                break


def pooled(counts):
    """Mantel-Haenszel difference and log ratio; cells in the last axis, strata before it."""
    a, b, c, d = np.moveaxis(counts, -1, 0)
    n1, n0 = a + b, c + d
    n = np.where(n1 * n0 > 0, n1 + n0, np.inf)
    top, bottom = (a * n0 / n).sum(-1), (c * n1 / n).sum(-1)
    return (top - bottom) / (n1 * n0 / n).sum(-1), np.log(top / bottom)


def resampled(unit, visits):
    """Both numbers, and their standard deviations over resamples of visitors."""
    steps = list(compared_steps(unit, visits))
    strata = {stratum: place for place, stratum in enumerate(sorted({row[1] for row in steps}))}
    counts = np.zeros((VISITORS, len(strata), 4), dtype=np.float32)
    for visitor, stratum, exposed, converted in steps:
        counts[visitor, strata[stratum], 2 * (not exposed) + (not converted)] += 1
    chance, found = np.random.default_rng(42), []
    for _ in range(DRAWS // 500):
        weights = chance.multinomial(VISITORS, np.full(VISITORS, 1 / VISITORS), size=500)
        drawn = weights.astype(np.float32) @ counts.reshape(VISITORS, -1)
        found.append(np.array(pooled(drawn.reshape(500, len(strata), 4).astype(float))))
    estimates = pooled(counts.sum(axis=0).astype(float))
    return estimates, np.concatenate(found, axis=1).std(axis=1)


@cache
def measures(workshop, world):
    """What the models say of looking and buying in a world, by unit."""
    built = workshop.build_models(
        "stg_cro__passive_events +int_cro__same_step_measures,models/correlations",
        model_rows(WORLDS[world]),
        vars=VARS,
    )
    totals = {
        row["population_key"]: row["unit"]
        for row in built["int_cro__populations"].dicts()
        if row["is_total"]
    }
    return {
        totals[row["population_key"]]: row
        for row in built["int_cro__same_step_measures"].dicts()
        if row["population_key"] in totals
        and (row["action_key"], row["macro_conversion_key"]) == ("looked", "bought")
    }


# Who never looks buys in a visit of its own, so that visits of that world say nothing.
@pytest.mark.parametrize("world, unit", [
    ("come again", "session"),
    ("come again", "visitor"),
    ("never look", "visitor"),
])  # fmt: skip
def test_standard_errors_agree_with_a_bootstrap(workshop, world, unit):
    (difference, log_ratio), (difference_spread, ratio_spread) = resampled(unit, WORLDS[world])
    row = measures(workshop, world)[unit]
    assert math.isclose(row["risk_difference"], difference, rel_tol=1e-9)
    assert math.isclose(math.log(row["risk_ratio"]), log_ratio, rel_tol=1e-9)
    assert row["risk_difference_error"] == pytest.approx(difference_spread, rel=0.05)
    assert row["risk_ratio_log_error"] == pytest.approx(ratio_spread, rel=0.05)
