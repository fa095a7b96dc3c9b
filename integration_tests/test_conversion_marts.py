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
WATERMARK = datetime.datetime(2026, 2, 5, 18)
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
        self.sessions, self.segments, self.contexts = [], [], []
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
        self.contexts.append({"session_key": session_key, "context_key": f"of {device}"})
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
            "dim_cro__visitors": [
                {"visitor_key": key} for key in {row["visitor_key"] for row in self.sessions}
            ],
            "stg_cro__segments": [
                {"segment_name": "device_category", "session_column": "device_category"}
            ],
            "int_cro__session_segments": self.segments,
            "int_cro__session_contexts": self.contexts,
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

    def is_complete(self, grain, start, watermark=WATERMARK):
        if grain == "month":
            return (start + 32 * DAY).replace(day=1) <= watermark.date()
        return {"day": start, "all": max(self.dates())}[grain] < watermark.date()

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

    server_only = {s["session_key"] for s in world.sessions if s["is_server_only"]}
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
        firsts = [
            f for f in facts if f["number_in_session"] == 1 and f["session_key"] not in server_only
        ]
        seconds = [f["seconds_since_session_start"] for f in firsts]
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
            "is_complete": world.is_complete(grain, start),
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
            "days_since_last_conversion": last
            and max(0, (min(ends[grain, start], WATERMARK.date()) - last.date()).days),
            "seconds_to_conversion_median": nearest_rank(seconds, 50),
            "seconds_to_conversion_p75": nearest_rank(seconds, 75),
            "seconds_to_conversion_p90": nearest_rank(seconds, 90),
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
    *("int_cro__conversion_definitions", "int_cro__context_segments"),
    *("int_cro__reporting_periods", "int_cro__conversion_numbers", "int_cro__visitor_numbers"),
    *("int_cro__numbered_sessions", "int_cro__session_outcomes", "int_cro__eligible_windows"),
    *("int_cro__eligible_places", "int_cro__conversion_eligibilities"),
    *("int_cro__eligible_sessions", "int_cro__visitor_contexts", "int_cro__visitor_segments"),
    *("int_cro__eligible_counts", "int_cro__converted_contexts", "int_cro__converted_segments"),
    *("int_cro__converted_counts", "int_cro__conversion_rates"),
    *("int_cro__placed_conversions", "int_cro__converting_visitors", "int_cro__conversion_counts"),
    *("int_cro__timed_conversions", "int_cro__percentile_buckets", "int_cro__conversion_times"),
    *("int_cro__conversion_cells", "int_cro__conversion_performance"),
    *("mart_cro__micro_conversion_daily", "mart_cro__macro_conversion_daily"),
]
PROGRESSION = [
    *("int_cro__macro_progressions", "int_cro__placed_progressions"),
    *("int_cro__progression_counts", "mart_cro__macro_progression"),
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
    assert any(row["period_end"] > WATERMARK.date() and row["conversion_count"] for row in micros)
    assert {row["is_complete"] for row in micros if row["period_grain"] != "all"} == {True, False}
    for name, rows in (
        ("mart_cro__micro_conversion_daily", micros),
        ("mart_cro__macro_conversion_daily", list(expected_macro_daily(world))),
    ):
        assert_same_rows(built[name], rows, name=name)


# --- Macro progression ------------------------------------------------------------------------

HORIZON = 90 * DAY  # the default of cro__progression_horizon_days
MATURED_UNTIL = START + 6 * DAY


def expected_progression(world):
    cells = defaultdict(list)
    for following in ("lead_won", "lead_lost"):
        by_visitor = defaultdict(list)
        for fact in world.macros:
            if fact["conversion_key"] != "lead_captured":
                continue
            for grain, start, _ in world.periods(fact["conversion_date"]):
                by_visitor[grain, start, fact["visitor_key"]].append(fact)
        for (grain, start, _), facts in by_visitor.items():
            facts.sort(key=lambda fact: (fact["occurred_at"], fact["conversion_event_key"]))
            for fact in facts:
                for segment in world.session_segments(fact["session_key"]):
                    cells[following, grain, start, *segment].append((fact, fact is facts[0]))
    for (following, grain, start, *segment), facts in cells.items():
        firsts = [fact for fact, is_first in facts if is_first]
        matured = [fact for fact in firsts if fact["occurred_at"] < MATURED_UNTIL]
        followers = [follower(world, fact, following) for fact in matured]
        went_on = [(fact, other) for fact, other in zip(matured, followers) if other]
        seconds = [
            (other["occurred_at"] - fact["occurred_at"]).total_seconds() for fact, other in went_on
        ]
        bounds = wilson(len(went_on), len(matured))
        yield {
            "macro_conversion_key": "lead_captured",
            "following_macro_conversion_key": following,
            "period_grain": grain,
            "period_start": start,
            "is_complete": world.is_complete(grain, start, MATURED_UNTIL + HORIZON),
            "segment_name": segment[0],
            "segment_value": segment[1],
            "conversion_count": len(facts),
            "visitor_count": len(firsts),
            "matured_visitor_count": len(matured),
            "immature_visitor_count": len(firsts) - len(matured),
            "progressed_visitor_count": len(went_on),
            "progression_rate": ratio(len(went_on), len(matured)),
            "progression_rate_lower": bounds[0],
            "progression_rate_upper": bounds[1],
            "seconds_to_following_median": nearest_rank(seconds, 50),
            "seconds_to_following_p75": nearest_rank(seconds, 75),
            "seconds_to_following_p90": nearest_rank(seconds, 90),
            "following_net_value": amount([other for _, other in went_on], "net_value"),
        }


def follower(world, fact, following):
    """The first following conversion of the visitor, of another event, inside the horizon."""
    candidates = [
        other
        for other in world.macros
        if other["conversion_key"] == following
        and other["visitor_key"] == fact["visitor_key"]
        and other["event_key"] != fact["event_key"]
        and fact["occurred_at"] <= other["occurred_at"] <= fact["occurred_at"] + HORIZON
    ]
    return min(
        candidates,
        key=lambda other: (other["occurred_at"], other["conversion_event_key"]),
        default=None,
    )


@pytest.mark.parametrize("target", ["duckdb", "postgres"])
def test_progression_equals_python(workshop, target):
    world = World(11)
    for fact in world.macros:
        if fact["conversion_key"] in ("lead_won", "lead_lost"):
            fact["occurred_at"] += world.random.choice([0 * DAY, 5 * DAY, HORIZON])
            fact["conversion_date"] = fact["occurred_at"].date()
    inputs = world.inputs()
    inputs["int_cro__watermark"] = [{"watermark_at": MATURED_UNTIL + HORIZON}]
    built = workshop.build_models(
        ["int_cro__reporting_periods", *PROGRESSION], inputs, target=target
    )
    expected = list(expected_progression(world))
    assert any(row["progressed_visitor_count"] for row in expected)
    assert any(row["immature_visitor_count"] for row in expected)
    assert_same_rows(built["mart_cro__macro_progression"], expected)


# --- Traffic quality and ledgers --------------------------------------------------------------


def expected_traffic(world):
    rows, entries, converted = Counter(), Counter(), Counter()
    for session in world.sessions:
        if session["is_server_only"]:
            continue
        entry = tuple(
            session[name] or "(not set)"
            for name in ("channel", "landing_page_type", "device_category")
        )
        depth = tuple(
            session[name] or "(none)"
            for name in ("deepest_funnel_stage", "highest_intent_strength")
        )
        for grain, start, _ in world.periods(session["entry_date"]):
            rows[grain, start, entry, depth] += 1
            entries[grain, start, entry] += 1
            converted[grain, start, entry, depth] += session["is_converted"]
    for (grain, start, entry, depth), count in rows.items():
        yield {
            "period_grain": grain,
            "period_start": start,
            "is_complete": world.is_complete(grain, start),
            "channel": entry[0],
            "landing_page_type": entry[1],
            "device_category": entry[2],
            "deepest_funnel_stage": depth[0],
            "highest_intent_strength": depth[1],
            "session_count": count,
            "entry_session_count": entries[grain, start, entry],
            "session_share": ratio(count, entries[grain, start, entry]),
            "converted_session_count": converted[grain, start, entry, depth],
            "session_rate": ratio(converted[grain, start, entry, depth], count),
        }


def test_traffic_quality_and_conversion_ledger_equal_python(build_models):
    world = World(12)
    built = build_models(
        "int_cro__reporting_periods int_cro__traffic_counts mart_cro__traffic_quality"
        " mart_cro__conversion_ledger",
        world.inputs(),
    )
    assert_same_rows(built["mart_cro__traffic_quality"], list(expected_traffic(world)))
    ledger = Counter(
        (match["conversion_key"], match["occurred_at"].date(), match["counting_place"])
        for match in world.matches
    )
    assert_same_rows(
        built["mart_cro__conversion_ledger"],
        [
            {
                "conversion_key": key,
                "match_date": date,
                "counting_place": place,
                "match_count": count,
            }
            for (key, date, place), count in ledger.items()
        ],
    )


def test_event_ledger_counts_every_row_once(build_models):
    pick = random.Random(13)
    rows = [
        {
            "source_name": pick.choice(["shop", "app"]),
            "loaded_at": START + datetime.timedelta(hours=pick.randrange(100)),
            "ledger_place": place,
            "ledger_reason": pick.choice(["late", "twice"]) if place != "kept" else None,
            "has_junk_anonymous_id": pick.random() < 0.3,
            "has_junk_user_id": pick.choice([True, False, None]),
            "has_junk_event_id": pick.random() < 0.2,
            "has_junk_source_session_id": pick.random() < 0.4,
            "has_junk_order_id": pick.random() < 0.1,
        }
        for place in pick.choices(["kept", "quarantined", "duplicate_id"], k=300)
    ]
    counts = defaultdict(list)
    for row in rows:
        key = (row["source_name"], row["loaded_at"].date())
        counts[*key, row["ledger_place"], row["ledger_reason"]].append(row)
    built = build_models("mart_cro__event_ledger", {"int_cro__event_ledger": rows})
    assert_same_rows(
        built["mart_cro__event_ledger"],
        [
            {
                "source_name": source,
                "load_date": date,
                "ledger_place": place,
                "ledger_reason": reason,
                "row_count": len(group),
                **{
                    f"junk_{name}_count": sum(bool(row[f"has_junk_{name}"]) for row in group)
                    for name in ("anonymous_id", "user_id", "event_id", "source_session_id", "order_id")
                },
            }
            for (source, date, place, reason), group in counts.items()
        ],
    )


# --- The plan against reality ---------------------------------------------------------------------


def spellings(event_name):
    stem = event_name.replace("_", "")
    for ending in ("es", "ed", "e", "s", "d"):
        if stem.endswith(ending):
            stem = stem[: -len(ending)]
            break
    shorter = {stem[:i] + stem[i + 1 :] for i in range(len(stem))} if len(stem) >= 6 else set()
    return {**dict.fromkeys(shorter, 1), stem: 0}


def resemblance(left, right):
    """How many letters two names are apart at most; None where they do not resemble."""
    left, right = spellings(left), spellings(right)
    shared = left.keys() & right.keys()
    return min((left[spelling] + right[spelling] for spelling in shared), default=None)


def test_reconciliation_equals_python(build_models):
    planned = {
        "checkout_started": ["bought"],
        "product_viewed": ["viewed", "seen"],
        "sign_up": ["joined"],
        "gift_card_applied": ["gifted"],
        "cart": ["filled"],
        "chat_opened": [],
        "video_played": [],
    }
    observed = {
        "checkout_started": ("shop", "app"),
        "chekout_started": ("shop",),
        "chekcout_start": ("shop",),
        "product_views": ("app",),
        "product_viewed": ("shop",),
        "signup": ("shop",),
        "signups": ("shop",),
        "part": ("shop",),
        "page_ping": ("shop", "app"),
        "gift_cards_appplied": ("shop",),
        "terms_opened": ("shop",),
        "chat_opened": ("shop", "app"),
        "chat_opend": ("shop",),
    }
    rules = [
        {"conversion_key": key, "property_name": "event_name", "operator": "equals", "value": name}
        for name in ("checkout_started", "gift_card_applied", "cart")
        for key in planned[name]
    ]
    # A retired definition, and a draft that looks at a counted event too.
    statuses = {"chatted": "retired", "played": "draft"}
    rules += [
        {
            "conversion_key": "chatted",
            "property_name": "event_name",
            "operator": "equals",
            "value": "chat_opened",
        },
        {
            "conversion_key": "played",
            "property_name": "event_name",
            "operator": "in",
            "value": "cart|video_played",
        },
    ]
    rules += [
        {
            "conversion_key": "seen",
            "property_name": "event_name",
            "operator": "in",
            "value": "product_viewed",
        },
        {
            "conversion_key": "viewed",
            "property_name": "event_name",
            "operator": "in",
            "value": "product_viewed|sign_up",
        },
        {
            "conversion_key": "joined",
            "property_name": "page_path",
            "operator": "in",
            "value": "/a|/b",
        },
    ]
    planned["sign_up"] = ["viewed"]
    events = [
        {
            "event_name": name,
            "source_name": source,
            "source_event_name": name.title() if number else name,
            "occurred_at": START + number * DAY,
        }
        for name, sources in observed.items()
        for source in sources
        for number in range(len(name) % 3 + 1)
    ]
    built = build_models(
        "int_cro__named_events int_cro__planned_events int_cro__observed_events"
        " int_cro__event_name_spellings int_cro__similar_event_names mart_cro__tracking_plan_reconciliation",
        {
            "stg_cro__plan_rules": [
                {**rule, "definition_version": 1, "rule_group": "1"} for rule in rules
            ],
            "int_cro__conversion_definitions": [
                {
                    "conversion_key": key,
                    "definition_version": 1,
                    "status": statuses.get(key, "active"),
                }
                for key in {rule["conversion_key"] for rule in rules}
            ],
            "int_cro__events": events,
            "stg_cro__passive_events": [{"event_name": "page_ping"}],
        },
    )
    expected = []
    for name in planned.keys() | observed.keys():
        near = {other: resemblance(name, other) for other in planned if name not in planned}
        near = {other: distance for other, distance in near.items() if distance is not None}
        assert len(near) <= 1
        for source in observed.get(name, ["(none)"]):
            seen = [e for e in events if (e["event_name"], e["source_name"]) == (name, source)]
            renamed = [event for event in seen if event["source_event_name"] != name]
            times = [event["occurred_at"] for event in seen]
            status = "planned_and_seen" if seen else "planned_never_seen"
            if name in planned and not planned[name]:
                status = "planned_not_counted"
            expected.append(
                {
                    "event_name": name,
                    "source_name": source,
                    "plan_status": status if name in planned else "seen_not_planned",
                    "is_passive_event": name == "page_ping",
                    "similar_planned_event_name": min(near, default=None),
                    "planned_conversion_count": len(planned.get(name, [])),
                    "event_count": len(seen),
                    "renamed_event_count": len(renamed),
                    "source_event_name_count": len({e["source_event_name"] for e in seen}),
                    "first_seen_at": min(times, default=None),
                    "last_seen_at": max(times, default=None),
                }
            )
    hints = {row["event_name"]: row["similar_planned_event_name"] for row in expected}
    assert hints["chekout_started"] == hints["chekcout_start"] == "checkout_started"
    assert hints["chat_opend"] == "chat_opened" and hints["chat_opened"] is None
    assert hints["signup"] == hints["signups"] == "sign_up" and hints["part"] is None
    assert_same_rows(built["mart_cro__tracking_plan_reconciliation"], expected)


# --- Tracking health --------------------------------------------------------------------------------

HEALTH_END = datetime.datetime(2026, 4, 20, 9)


def daily_counts(pick, kind):
    """Matches per day from the 1st of February: steady, busy now and then, or resting on Sundays."""
    for number in range(79):
        if kind == "broken" and 50 <= number < 54:
            yield 0
        elif kind == "bursty":
            yield pick.choice([0, 0, 3, 9, 30])
        elif kind == "resting" and number % 7 == 0:
            yield 0
        elif kind == "rare":
            yield pick.choice([0, 0, 1, 2])
        elif kind == "ending" and number >= 70:
            yield 0
        else:
            yield pick.choice([5, 8, 12, 15])


def expected_health(counts, definitions_by_key):
    first_day = datetime.date(2026, 2, 1)
    for key, days in counts.items():
        dates = [first_day + number * DAY for number in range(len(days))]
        rows = [
            (date, count)
            for date, count in zip(dates, days)
            if date >= dates[next(i for i, count in enumerate(days) if count)]
            and any(
                row["valid_from"].date() <= date < row["valid_to"].date()
                for row in definitions_by_key[key]
            )
        ]
        for position, (date, count) in enumerate(rows):
            run_start, run = position, 0
            if count == 0:
                while run_start > 0 and rows[run_start - 1][1] == 0:
                    run_start -= 1
                run_end = position
                while run_end + 1 < len(rows) and rows[run_end + 1][1] == 0:
                    run_end += 1
                empty = rows[run_start : run_end + 1]
                run = sum(day < HEALTH_END.date() for day, _ in empty)
            start = rows[run_start][0]
            history = [(d, c) for d, c in rows if start - 28 * DAY <= d < start]
            yield {"conversion_key": key, "match_date": date, **judged(date, count, run, history)}


def judged(date, count, run, history):
    numbers = [c for _, c in history]
    mean = ratio(sum(numbers), len(numbers))
    chance = None
    if count == 0 and numbers:
        spread = sum((c - mean) ** 2 for c in numbers)
        dispersion = spread / (len(numbers) - 1) / mean if len(numbers) > 1 and mean else 0
        zero = dispersion ** (-mean / (dispersion - 1)) if dispersion > 1.01 else math.exp(-mean)
        chance = zero**run
    same_weekday = sum(c for d, c in history if d.weekday() == date.weekday())
    median = nearest_rank(numbers, 50)
    is_complete = date < HEALTH_END.date()
    return {
        "is_complete": is_complete,
        "match_count": count,
        "previous_day_count": len(numbers),
        "match_count_mean": mean,
        "match_count_median": median,
        "same_weekday_match_count": same_weekday,
        "volume_ratio": ratio(count, mean) if mean else None,
        "empty_day_count": run,
        "silence_chance": chance,
        "is_silent": bool(
            is_complete
            and count == 0
            and len(numbers) >= 7
            and median >= 5
            and same_weekday > 0
            and chance < 0.00001
        ),
    }


def test_health_equals_python(build_models):
    pick = random.Random(14)
    kinds = ["broken", "bursty", "resting", "rare", "ending", "redefined"]
    counts = {kind: list(daily_counts(pick, kind)) for kind in kinds}
    rows = {kind: [{**ALWAYS, "conversion_key": kind, "status": "active"}] for kind in kinds}
    gap = [datetime.datetime(2026, 3, 1), datetime.datetime(2026, 3, 10)]
    rows["redefined"] = [
        {**rows["redefined"][0], "valid_to": gap[0]},
        {**rows["redefined"][0], "valid_from": gap[1]},
    ]
    rows["never_matched"] = [{**ALWAYS, "conversion_key": "never_matched", "status": "active"}]
    matches = [
        {
            "conversion_key": kind,
            "occurred_at": datetime.datetime(2026, 2, 1) + number * DAY,
            "counting_place": pick.choice(["counted", "cooldown", "frequency"]),
        }
        for kind, days in counts.items()
        for number, count in enumerate(days)
        for _ in range(count)
    ]
    matches += [{**match, "counting_place": "refund"} for match in matches[::7]]
    built = build_models(
        "int_cro__daily_matches int_cro__match_runs int_cro__previous_matches"
        " mart_cro__tracking_health",
        {
            "int_cro__conversion_definitions": [row for key in rows for row in rows[key]],
            "int_cro__conversion_matches": matches,
            "int_cro__watermark": [{"watermark_at": HEALTH_END}],
        },
    )
    expected = list(expected_health(counts, rows))
    silent = {row["conversion_key"] for row in expected if row["is_silent"]}
    assert silent == {"broken", "ending"}
    assert_same_rows(built["mart_cro__tracking_health"], expected)
