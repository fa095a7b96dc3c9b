"""The conversion and monitoring marts equal a calculation in Python on random upstream rows."""

import datetime
import math
import random
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from statsmodels.stats.proportion import proportion_confint
from support import assert_same_rows

DAY = datetime.timedelta(days=1)
START = datetime.datetime(2026, 1, 24)
WATERMARK = datetime.datetime(2026, 2, 6, 12)
ALWAYS = {
    "valid_from": datetime.datetime(1900, 1, 1),
    "valid_to": datetime.datetime(9999, 1, 1),
}
CHANGED_AT = datetime.datetime(2026, 1, 30, 6)

MICROS = [
    {"micro_conversion_key": "page_viewed", "status": "active", "leads_to": "bought", **ALWAYS},
    {
        **ALWAYS,
        "micro_conversion_key": "cart_filled",
        "status": "retired",
        "valid_to": CHANGED_AT,
        "is_latest_version": False,
    },
    {
        **ALWAYS,
        "micro_conversion_key": "cart_filled",
        "definition_version": 2,
        "status": "diagnostic",
        "leads_to": "never_bought",
        "valid_from": CHANGED_AT,
    },
    {
        **ALWAYS,
        "micro_conversion_key": "tour_finished",
        "status": "active",
        "leads_to": "lead_won",
        "valid_to": CHANGED_AT,
    },
    {"micro_conversion_key": "never_done", "status": "active", **ALWAYS},
    {"micro_conversion_key": "only_drafted", "status": "draft", **ALWAYS},
]
MACROS = [
    {"macro_conversion_key": "bought", "status": "active", **ALWAYS},
    {"macro_conversion_key": "lead_captured", "status": "active", **ALWAYS},
    {
        "macro_conversion_key": "lead_won",
        "status": "active",
        "follows": "lead_captured",
        **ALWAYS,
    },
    {
        "macro_conversion_key": "lead_lost",
        "status": "active",
        "follows": "lead_captured",
        **ALWAYS,
    },
]
MATCHED = {
    "micro": ["page_viewed", "cart_filled", "tour_finished"],
    "macro": ["bought", "lead_captured", "lead_won", "lead_lost"],
}


def definitions(rows):
    return [{"definition_version": 1, "is_latest_version": True, **row} for row in rows]


class World:
    """Random sessions, and the conversions in them, as the models before the marts give them."""

    def __init__(self, seed, session_count=160):
        self.random = random.Random(seed)
        self.sessions, self.segments = [], []
        self.matches, self.events, self.micros, self.macros = [], [], [], []
        for number in range(session_count):
            self.add_session(f"s{number:04}")

    def add_session(self, session_key):
        pick = self.random
        # Whole hours, so that sessions tie, and gaps that leave whole days without a session.
        started_at = START + datetime.timedelta(hours=pick.choice([*range(150), *range(200, 330)]))
        ended_at = started_at + datetime.timedelta(minutes=pick.choice([0, 5, 50, 200]))
        device = pick.choice(["desktop", "mobile", None])
        session = {
            "session_key": session_key,
            "visitor_key": f"v{int(pick.triangular(0, 40, 0)):03}",
            "source_name": pick.choice(["shop", "shop", "app"]),
            "platform": pick.choice(["web", "web", "ios", None]),
            "is_server_only": pick.random() < 0.08,
            "started_at": started_at,
            "ended_at": ended_at,
            "closes_at": ended_at + datetime.timedelta(minutes=30),
            "entry_date": started_at.date(),
            "channel": pick.choice(["email", "paid search", None]),
            "landing_page_type": pick.choice(["home", None]),
            "device_category": device,
            "deepest_funnel_stage": pick.choice(["consideration", "intent", None]),
            "highest_intent_strength": pick.choice(["low", "high", None]),
            "is_converted": pick.random() < 0.3,
        }
        self.sessions.append(session)
        values = {"all": "all", "device_category": device or "(not set)"}
        self.segments += [
            {"session_key": session_key, "segment_name": name, "segment_value": value}
            for name, value in values.items()
        ]
        eagerness = pick.choice([0.1, 0.5, 0.9])
        for conversion_type, keys in MATCHED.items():
            for key in keys:
                if key == "tour_finished" and session["platform"] == "ios":
                    continue
                if key == "lead_lost" and not session["is_server_only"]:
                    continue
                while pick.random() < eagerness * 0.7:
                    self.add_match(session, conversion_type, key)

    def add_match(self, session, conversion_type, conversion_key):
        pick = self.random
        seconds = pick.choice([0, 10, 10, 60, 600, 3600 * 5])
        match = {
            "conversion_event_key": f"c{len(self.matches):05}",
            "event_key": f"e{len(self.matches) // 2:05}",
            "conversion_key": conversion_key,
            "conversion_type": conversion_type,
            "visitor_key": session["visitor_key"],
            "session_key": session["session_key"],
            "occurred_at": session["started_at"] + datetime.timedelta(seconds=seconds),
            "counting_place": pick.choice(["cooldown", "frequency", "counted", "counted"]),
        }
        match["is_counted"] = match["counting_place"] == "counted"
        self.matches.append(match)
        if match["counting_place"] == "cooldown":
            return
        self.events.append({k: v for k, v in match.items() if k != "counting_place"})
        if match["is_counted"]:
            self.add_fact(match, float(seconds))

    def add_fact(self, match, seconds):
        pick = self.random
        facts = self.micros if match["conversion_type"] == "micro" else self.macros
        number = 1 + sum(
            fact["session_key"] == match["session_key"]
            and fact["conversion_key"] == match["conversion_key"]
            for fact in facts
        )
        value = pick.choice([None, Decimal("0"), Decimal("9.5"), Decimal("20.25")])
        refund = pick.choice([Decimal("0"), Decimal("3")])
        facts.append(
            {
                **{name: match[name] for name in ("conversion_event_key", "event_key")},
                **{name: match[name] for name in ("visitor_key", "session_key", "occurred_at")},
                "conversion_key": match["conversion_key"],
                "conversion_date": match["occurred_at"].date(),
                "seconds_since_session_start": seconds,
                "number_in_session": number,
                "gross_value": value,
                "refunded_value": refund,
                "net_value": None if value is None else value - refund,
                "is_rate_missing": value is None and pick.random() < 0.5,
            }
        )

    def inputs(self):
        micros = [
            {
                **{k: v for k, v in fact.items() if not k.endswith(("_value", "conversion_key"))},
                "micro_conversion_key": fact["conversion_key"],
                "value": fact["gross_value"],
            }
            for fact in self.micros
        ]
        macros = [
            {
                **{k: v for k, v in fact.items() if k != "conversion_key"},
                "macro_conversion_key": fact["conversion_key"],
            }
            for fact in self.macros
        ]
        return {
            "dim_cro__micro_conversions": definitions(MICROS),
            "dim_cro__macro_conversions": definitions(MACROS),
            "int_cro__watermark": [{"watermark_at": WATERMARK}],
            "fct_cro__sessions": self.sessions,
            "int_cro__session_segments": self.segments,
            "int_cro__conversion_matches": self.matches,
            "int_cro__conversion_events": self.events,
            "fct_cro__micro_conversions": micros,
            "fct_cro__macro_conversions": macros,
        }

    # --- What several marts share -----------------------------------------------------------------

    def dates(self):
        facts = self.micros + self.macros
        return {s["entry_date"] for s in self.sessions} | {f["conversion_date"] for f in facts}

    def periods(self, date):
        yield "day", date, date
        month = [other for other in self.dates() if (other.year, other.month) == (date.year, date.month)]
        yield "month", date.replace(day=1), max(month)
        yield "all", min(self.dates()), max(self.dates())

    def session_segments(self, session_key):
        return [
            (segment["segment_name"], segment["segment_value"])
            for segment in self.segments
            if segment["session_key"] == session_key
        ]


def wilson(successes, trials):
    if not trials:
        return None, None
    return tuple(float(bound) for bound in proportion_confint(successes, trials, method="wilson"))


def ratio(numerator, denominator):
    return float(numerator) / float(denominator) if denominator else None


def nearest_rank(values, percent):
    if not values:
        return None
    return sorted(values)[max(math.ceil(len(values) * percent / 100), 1) - 1]


def design_effect(sessions):
    """Of (visitor, has converted) pairs, straight from the definition."""
    rate = sum(converted for _, converted in sessions) / len(sessions)
    if rate in (0, 1):
        return 1.0
    visitors = defaultdict(list)
    for visitor, converted in sessions:
        visitors[visitor].append(converted)
    spread = sum((sum(k) - rate * len(k)) ** 2 for k in visitors.values())
    return max(1.0, spread / (len(sessions) * rate * (1 - rate)))


def eligible_sessions(world):
    matched_places = {
        (match["conversion_key"], session["source_name"], session["platform"])
        for match in world.matches
        for session in world.sessions
        if match["session_key"] == session["session_key"]
    }
    for key_name, rows in (("micro_conversion_key", MICROS), ("macro_conversion_key", MACROS)):
        for row in rows:
            for session in world.sessions:
                place = (row[key_name], session["source_name"], session["platform"])
                if (
                    row["status"] in ("active", "diagnostic")
                    and not session["is_server_only"]
                    and session["closes_at"] < WATERMARK
                    and row["valid_from"] <= session["started_at"] < row["valid_to"]
                    and place in matched_places
                ):
                    yield row[key_name], session


def expected_performance(world):
    """Every column that both daily marts share, by (conversion, grain, start, segment)."""
    converted = Counter(
        (event["conversion_key"], event["session_key"]) for event in world.events
    )
    counted = Counter(
        (fact["conversion_key"], fact["session_key"]) for fact in world.micros + world.macros
    )
    session_cells, visitor_sessions = defaultdict(list), defaultdict(list)
    ends = {}
    for key, session in eligible_sessions(world):
        for grain, start, end in world.periods(session["entry_date"]):
            ends[grain, start] = end
            visitor_sessions[key, grain, start, session["visitor_key"]].append(session)
            for segment in world.session_segments(session["session_key"]):
                session_cells[key, grain, start, *segment].append(session)
    visitor_cells = defaultdict(list)
    for (key, grain, start, _), sessions in visitor_sessions.items():
        first = min(sessions, key=lambda s: (s["started_at"], s["session_key"]))
        has_converted = any((key, s["session_key"]) in converted for s in sessions)
        for segment in world.session_segments(first["session_key"]):
            visitor_cells[key, grain, start, *segment].append(has_converted)
    fact_cells = defaultdict(list)
    for fact in world.micros + world.macros:
        for grain, start, end in world.periods(fact["conversion_date"]):
            ends[grain, start] = end
            for segment in world.session_segments(fact["session_key"]):
                fact_cells[fact["conversion_key"], grain, start, *segment].append(fact)

    rows = {}
    for cell in session_cells.keys() | fact_cells.keys():
        key, grain, start, *segment = cell
        sessions, facts = session_cells.get(cell, []), fact_cells.get(cell, [])
        visitors = visitor_cells.get(cell, [])
        pairs = [(s["visitor_key"], (key, s["session_key"]) in converted) for s in sessions]
        converted_count = sum(pair[1] for pair in pairs)
        deff = design_effect(pairs) if pairs else None
        bounds = wilson(converted_count / deff, len(pairs) / deff) if pairs else (None, None)
        visitor_bounds = wilson(sum(visitors), len(visitors))
        session_conversions = sum(counted[key, s["session_key"]] for s in sessions)
        seconds = [f["seconds_since_session_start"] for f in facts if f["number_in_session"] == 1]
        values = [f["gross_value"] for f in facts if f["gross_value"] is not None]
        earlier = [
            fact
            for other, others in fact_cells.items()
            if (other[0], other[1], *other[3:]) == (key, grain, *segment) and other[2] <= start
            for fact in others
        ]
        last = max((fact["occurred_at"] for fact in earlier), default=None)
        converting = {fact["visitor_key"] for fact in facts}
        rows[cell] = {
            "period_grain": grain,
            "period_start": start,
            "period_end": ends[grain, start],
            "segment_name": segment[0],
            "segment_value": segment[1],
            "session_count": len(pairs),
            "converted_session_count": converted_count,
            "session_rate": ratio(converted_count, len(pairs)),
            "session_rate_lower": bounds[0],
            "session_rate_upper": bounds[1],
            "session_design_effect": deff,
            "visitor_count": len(visitors),
            "converted_visitor_count": sum(visitors),
            "visitor_rate": ratio(sum(visitors), len(visitors)),
            "visitor_rate_lower": visitor_bounds[0],
            "visitor_rate_upper": visitor_bounds[1],
            "session_conversion_count": session_conversions,
            "conversions_per_session": ratio(session_conversions, len(pairs)),
            "conversion_count": len(facts),
            "converting_visitor_count": len(converting),
            "conversions_per_converting_visitor": ratio(len(facts), len(converting)),
            "last_converted_at": last,
            "days_since_last_conversion": last and (ends[grain, start] - last.date()).days,
            "median_seconds_to_conversion": nearest_rank(seconds, 50),
            "p75_seconds_to_conversion": nearest_rank(seconds, 75),
            "p90_seconds_to_conversion": nearest_rank(seconds, 90),
            "valued_conversion_count": len(values),
            "missing_rate_count": sum(fact["is_rate_missing"] for fact in facts),
        }
    return rows, fact_cells


def amount(facts, name):
    return sum((fact[name] for fact in facts if fact[name] is not None), Decimal(0))


def expected_micro_daily(world):
    performance, fact_cells = expected_performance(world)
    leads_to = {row["micro_conversion_key"]: row.get("leads_to") for row in MICROS}
    for cell, row in performance.items():
        if cell[0] not in MATCHED["micro"]:
            continue
        macro = leads_to[cell[0]]
        macro_count = len(fact_cells.get((macro, *cell[1:]), [])) if macro else None
        yield {
            **row,
            "micro_conversion_key": cell[0],
            "leads_to": macro,
            "macro_conversion_count": macro_count,
            "micro_to_macro_ratio": ratio(row["conversion_count"], macro_count),
            "total_value": amount(fact_cells.get(cell, []), "gross_value"),
        }


def expected_macro_daily(world):
    performance, fact_cells = expected_performance(world)
    for cell, row in performance.items():
        if cell[0] not in MATCHED["macro"]:
            continue
        facts = fact_cells.get(cell, [])
        gross = amount(facts, "gross_value")
        yield {
            **row,
            "macro_conversion_key": cell[0],
            "gross_value": gross,
            "refunded_value": amount(facts, "refunded_value"),
            "net_value": amount(facts, "net_value"),
            "average_order_value": ratio(gross, row["valued_conversion_count"]),
        }


DAILY = [
    *("int_cro__conversion_definitions", "int_cro__reporting_periods", "int_cro__eligible_sessions"),
    *("int_cro__conversion_session_rates", "int_cro__conversion_visitor_rates"),
    *("int_cro__placed_conversions", "int_cro__conversion_counts", "int_cro__conversion_times"),
    *("int_cro__conversion_cells", "int_cro__conversion_performance"),
    *("mart_cro__micro_conversion_daily", "mart_cro__macro_conversion_daily"),
]
PROGRESSION = [
    *("int_cro__macro_progressions", "int_cro__placed_progressions"),
    "mart_cro__macro_progression",
]


def random_runs():
    """Many worlds on DuckDB, where a build is quick; a few of the same on PostgreSQL."""
    runs = [("duckdb", seed) for seed in range(6)] + [("postgres", seed) for seed in range(2)]
    return [pytest.param(*run, id=f"{run[0]}-{run[1]}") for run in runs]


@pytest.mark.parametrize("target, seed", random_runs())
def test_daily_performance_equals_python(workshop, target, seed):
    world = World(seed)
    built = workshop.build_models(DAILY, world.inputs(), target=target)
    micros = list(expected_micro_daily(world))
    assert any(row["session_design_effect"] not in (None, 1.0) for row in micros)
    assert any(row["session_count"] == 0 for row in micros)
    assert any(row["conversion_count"] == 0 for row in micros)
    for name, rows in (
        ("mart_cro__micro_conversion_daily", micros),
        ("mart_cro__macro_conversion_daily", list(expected_macro_daily(world))),
    ):
        assert_same_rows(built[name], rows, name=name)
