"""The funnel marts equal a plain count in Python over the rows of both facts."""

import datetime
import math
import random
from collections import Counter, defaultdict

import pytest
from statsmodels.stats.proportion import proportion_confint
from support import assert_same_rows

START = datetime.datetime(2026, 1, 30, 12)
WATERMARK = START + datetime.timedelta(days=6)
WINDOW = 2 * 86400
SELECTION = (
    "int_cro__funnel_entry_periods int_cro__funnel_entry_segments int_cro__funnel_period_units"
    " int_cro__funnel_unit_steps int_cro__funnel_unit_step_counts"
    " int_cro__funnel_unit_step_times"
    " int_cro__funnel_attempt_step_counts int_cro__funnel_step_counts"
    " mart_cro__funnel_performance int_cro__funnel_unit_outcomes"
    " int_cro__funnel_macro_conversions int_cro__funnel_unit_conversions"
    " int_cro__funnel_depth_counts mart_cro__funnel_depth"
    " int_cro__funnel_abandonments mart_cro__funnel_abandonment"
)
FUNNELS = {
    "checkout": {"unit": "visitor", "optional": {2}, "length": 4, "holds": True},
    "signup": {"unit": "session", "optional": {3}, "length": 3, "holds": False},
}

GOALS = {"checkout": "checkout_4", "signup": "subscribed"}


def steps_of(funnel_key):
    funnel = FUNNELS[funnel_key]
    numbers = range(1, funnel["length"] + 1)
    required = [number for number in numbers if number not in funnel["optional"]]
    return [
        {
            "funnel_key": funnel_key,
            "step_number": number,
            "conversion_key": f"{funnel_key}_{number}",
            "conversion_type": "macro" if (funnel_key, number) == ("checkout", 4) else "micro",
            "label": f"Step {number}",
            "is_optional": number in funnel["optional"],
            "hold_property": "plan" if funnel["holds"] and number == 1 else None,
            "previous_required_step_number": max(
                (other for other in required if other < number), default=None
            ),
            "next_required_step_number": min(
                (other for other in required if other > number), default=None
            ),
            "is_last_step": number == funnel["length"],
        }
        for number in numbers
    ]


def versions(kind, *keys):
    """Two versions of each key; the label is that of the latest."""
    return [
        {
            f"{kind}_conversion_key": key,
            "label": key.title() if is_latest else "Older",
            "is_latest_version": is_latest,
        }
        for key in keys
        for is_latest in (False, True)
    ]


@pytest.fixture(scope="module")
def facts():
    chance = random.Random(11)
    entries, steps, sessions, segments, events = [], [], [], [], []
    for funnel_key, funnel in FUNNELS.items():
        required = [s["step_number"] for s in steps_of(funnel_key) if not s["is_optional"]]
        for unit_number in range(60):
            unit_key = f"{funnel_key}_{unit_number}"
            start = START + datetime.timedelta(minutes=chance.randrange(4 * 1440))
            days = 0.01 if funnel["unit"] == "session" else 3
            times = sorted(
                start + datetime.timedelta(seconds=chance.randrange(int(days * 86400)))
                for _ in range(chance.randint(1, 4))
            )
            closes_at = times[-1] + datetime.timedelta(hours=1)
            for number, entered_at in enumerate(times, start=1):
                session_key = unit_key
                if funnel["unit"] == "visitor":
                    session_key = f"{unit_key}_{number}"
                key = f"{unit_key}_{number}"
                depth = chance.choice(required)
                if all(row["session_key"] != session_key for row in sessions):
                    sessions.append(
                        {
                            "session_key": session_key,
                            "is_server_only": chance.random() < 0.1,
                        }
                    )
                    segments += [
                        {"session_key": session_key, "segment_name": name, "segment_value": value}
                        for name, value in (
                            ("all", "all"),
                            ("device_category", chance.choice(["mobile", "desktop"])),
                        )
                    ]
                entries.append(
                    {
                        "funnel_entry_key": key,
                        "funnel_key": funnel_key,
                        "unit": funnel["unit"],
                        "unit_key": unit_key,
                        "session_key": session_key,
                        "visitor_key": unit_key,
                        "entered_at": entered_at,
                        "entry_date": entered_at.date(),
                        "number_for_unit": number,
                        "is_first_entry_of_unit": number == 1,
                        "held_value": chance.choice(["a", "b", None])
                        if funnel["holds"]
                        else None,
                        "depth": depth,
                        "matures_at": closes_at
                        if funnel["unit"] == "session"
                        else entered_at + datetime.timedelta(seconds=WINDOW),
                    }
                )
                reached_at = entered_at
                for step_number in range(1, funnel["length"] + 1):
                    is_optional = step_number in funnel["optional"]
                    reached = step_number <= depth and not is_optional
                    if is_optional:
                        reached = depth >= step_number - 1 and chance.random() < 0.5
                    # In rare ties an entry owns a step without the step before.
                    if not reached or (1 < step_number < depth and chance.random() < 0.1):
                        continue
                    seconds = None
                    if step_number > 1:
                        seconds = chance.choice([0.0, 1.0, 2.5, 600.0, 86400.0])
                    reached_at += datetime.timedelta(seconds=seconds or 0)
                    steps.append(
                        {
                            "funnel_entry_key": key,
                            "funnel_key": funnel_key,
                            "unit_key": unit_key,
                            "step_number": step_number,
                            "is_optional": is_optional,
                            "reached_at": reached_at,
                            "seconds_from_previous": seconds,
                        }
                    )
            for position in range(chance.randint(0, 5)):
                events.append(
                    {
                        "event_key": f"{unit_key}_{position}",
                        "conversion_key": chance.choice(
                            ["checkout_4", "subscribed", "viewed", "asked"]
                        ),
                        "visitor_key": unit_key if funnel["unit"] == "visitor" else "nobody",
                        "session_key": unit_key if funnel["unit"] == "session" else "nowhere",
                        "occurred_at": start
                        + datetime.timedelta(seconds=chance.randrange(4 * 86400)),
                        "event_sequence": chance.choice([None, 1, 2]),
                    }
                )
            # An event at the very moment of entry belongs to the time that is watched.
            events.append(
                {
                    "event_key": f"{unit_key}_entry",
                    "conversion_key": chance.choice(["subscribed", "viewed"]),
                    "visitor_key": unit_key if funnel["unit"] == "visitor" else "nobody",
                    "session_key": unit_key if funnel["unit"] == "session" else "nowhere",
                    "occurred_at": times[0],
                    "event_sequence": None,
                }
            )
    for event in events:
        is_macro = event["conversion_key"] in ("checkout_4", "subscribed")
        event["conversion_type"] = "macro" if is_macro else "micro"
    return {
        "fct_cro__funnel_entries": entries,
        "fct_cro__funnel_steps": steps,
        "fct_cro__sessions": sessions,
        "int_cro__session_segments": segments,
        "int_cro__conversion_events": events,
        "int_cro__watermark": [{"watermark_at": WATERMARK}],
        "dim_cro__funnels": [
            {"funnel_key": key, "unit": funnel["unit"], "is_computed": True}
            for key, funnel in FUNNELS.items()
        ],
        "dim_cro__funnel_steps": [step for key in FUNNELS for step in steps_of(key)],
        "dim_cro__micro_conversions": [
            {
                "micro_conversion_key": f"{key}_{number}",
                "leads_to": "subscribed" if number == 2 else None,
                "is_latest_version": True,
            }
            for key in FUNNELS
            for number in (1, 2, 3)
        ]
        + versions("micro", "viewed", "asked"),
        "dim_cro__macro_conversions": versions("macro", "checkout_4", "subscribed"),
    }


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def built(request, workshop, facts):
    """The three marts, on each database."""
    found = workshop.build_models(SELECTION, facts, target=request.param)
    return {name: found[name] for name in SELECTION.split() if name.startswith("mart_")}


def counted(facts):
    server_only = {
        row["session_key"] for row in facts["fct_cro__sessions"] if row["is_server_only"]
    }
    return [
        entry
        for entry in facts["fct_cro__funnel_entries"]
        if not (entry["unit"] == "session" and entry["session_key"] in server_only)
    ]


def is_matured(entry):
    return entry["matures_at"] < WATERMARK


def steps_by_entry(facts):
    steps = defaultdict(dict)
    for step in facts["fct_cro__funnel_steps"]:
        steps[step["funnel_entry_key"]][step["step_number"]] = step
    return steps


def segments_of(entry, facts):
    found = [
        (row["segment_name"], row["segment_value"])
        for row in facts["int_cro__session_segments"]
        if row["session_key"] == entry["session_key"]
    ]
    if FUNNELS[entry["funnel_key"]]["holds"]:
        found.append(("held_value", entry["held_value"] or "(not set)"))
    return found


def percentile(values, percent):
    return sorted(values)[math.ceil(percent * len(values) / 100) - 1] if values else None


def ratio(part, whole):
    return part / whole if whole else None


def interval(part, whole):
    return proportion_confint(part, whole, method="wilson") if whole else (None, None)


def expected_performance(facts):
    owned = steps_by_entry(facts)
    entries = counted(facts)
    groups = defaultdict(list)
    for entry in entries:
        day = entry["entry_date"]
        first_day = min(
            e["entry_date"] for e in entries if e["funnel_key"] == entry["funnel_key"]
        )
        for grain, period in (("day", day), ("month", day.replace(day=1)), ("all", first_day)):
            groups[entry["funnel_key"], grain, period].append(entry)

    rows = []
    for (funnel_key, grain, period), entries in groups.items():
        units = defaultdict(list)
        for entry in entries:
            units[entry["unit_key"]].append(entry)
        last_day = max(entry["entry_date"] for entry in entries)
        if grain == "month":
            next_month = (period + datetime.timedelta(days=32)).replace(day=1)
            last_day = next_month - datetime.timedelta(days=1)
        is_complete = last_day < WATERMARK.date()
        members = defaultdict(lambda: ([], []))
        for attempts in units.values():
            attempts.sort(key=lambda entry: entry["number_for_unit"])
            for segment in segments_of(attempts[0], facts):
                members[segment][0].append(attempts)
            for attempt in attempts:
                for segment in segments_of(attempt, facts):
                    members[segment][1].append([attempt])
        for (segment_name, segment_value), (unit_list, attempt_list) in members.items():
            counts = {}
            for step in steps_of(funnel_key):
                number = step["step_number"]

                def reached(attempts, number=number, step=step):
                    if step["is_optional"]:
                        return any(number in owned[a["funnel_entry_key"]] for a in attempts)
                    return any(a["depth"] >= number for a in attempts)

                times = []
                for attempts in unit_list:
                    found = [
                        owned[a["funnel_entry_key"]][number]
                        for a in attempts
                        if number in owned[a["funnel_entry_key"]]
                    ]
                    if found and all(is_matured(a) for a in attempts):
                        first = min(found, key=lambda row: row["reached_at"])
                        if first["seconds_from_previous"] is not None:
                            times.append(first["seconds_from_previous"])
                found = [
                    [group for group in kind if reached(group)]
                    for kind in (unit_list, attempt_list)
                ]
                matured = [
                    sum(all(is_matured(a) for a in group) for group in kind) for kind in found
                ]
                counts[number] = matured
                previous = counts.get(step["previous_required_step_number"], [None, None])
                bounds = interval(matured[0], previous[0])
                entry_bounds = interval(matured[0], counts[1][0])
                drop_off = None
                if number > 1 and not step["is_optional"]:
                    drop_off = previous[0] - matured[0]
                rows.append(
                    {
                        "funnel_key": funnel_key,
                        "period_grain": grain,
                        "period_start": period,
                        "is_complete": is_complete,
                        "segment_name": segment_name,
                        "segment_value": segment_value,
                        "step_number": number,
                        "unit_count": len(found[0]),
                        "matured_unit_count": matured[0],
                        "immature_unit_count": len(found[0]) - matured[0],
                        "step_rate": ratio(matured[0], previous[0]),
                        "step_rate_lower": bounds[0],
                        "step_rate_upper": bounds[1],
                        "entry_rate": ratio(matured[0], counts[1][0]),
                        "entry_rate_lower": entry_bounds[0],
                        "entry_rate_upper": entry_bounds[1],
                        "drop_off_count": drop_off,
                        "drop_off_rate": None
                        if drop_off is None
                        else ratio(drop_off, previous[0]),
                        "seconds_from_previous_median": percentile(times, 50),
                        "seconds_from_previous_p75": percentile(times, 75),
                        "seconds_from_previous_p90": percentile(times, 90),
                        "attempt_count": len(found[1]),
                        "attempt_matured_count": matured[1],
                        "attempt_step_rate": ratio(matured[1], previous[1]),
                        "attempt_entry_rate": ratio(matured[1], counts[1][1]),
                    }
                )
    return rows


def outcomes(facts):
    """Matured or not, every unit: its first entry, and how deep it came in the time watched."""
    owned = steps_by_entry(facts)
    by_unit = defaultdict(list)
    for entry in counted(facts):
        by_unit[entry["funnel_key"], entry["unit_key"]].append(entry)
    for (funnel_key, unit_key), attempts in by_unit.items():
        first = min(attempts, key=lambda entry: entry["number_for_unit"])
        depth = max(
            step["step_number"]
            for attempt in attempts
            for step in owned[attempt["funnel_entry_key"]].values()
            if not step["is_optional"] and step["reached_at"] <= first["matures_at"]
        )
        place = "session_key" if first["unit"] == "session" else "visitor_key"
        events = [
            event
            for event in facts["int_cro__conversion_events"]
            if event[place] == unit_key
            and first["entered_at"] <= event["occurred_at"] <= first["matures_at"]
        ]
        yield funnel_key, first, depth, events


def test_performance_equals_a_plain_count(built, facts):
    expected = expected_performance(facts)
    assert len(expected) > 100
    assert {row["is_complete"] for row in expected} == {True, False}
    assert_same_rows(built["mart_cro__funnel_performance"], expected)


def test_segments_and_attempts_add_up_to_the_total(built):
    rows = built["mart_cro__funnel_performance"].dicts()
    segments, periods = defaultdict(int), defaultdict(int)
    for row in rows:
        place = row["funnel_key"], row["step_number"], row["segment_name"]
        if row["segment_name"] != "held_value" or FUNNELS[row["funnel_key"]]["holds"]:
            segments[(*place, row["period_grain"], row["period_start"])] += row["unit_count"]
        periods[(*place, row["segment_value"], row["period_grain"])] += row["attempt_count"]
    for (funnel_key, step, name, *period), count in segments.items():
        assert count == segments[(funnel_key, step, "all", *period)], name
    for (*place, grain), count in periods.items():
        assert count == periods[(*place, "day")], grain


def test_depth_equals_a_plain_count(built, facts):
    found = list(outcomes(facts))
    expected = []
    for funnel_key, goal in GOALS.items():
        for step in steps_of(funnel_key):
            if step["is_optional"]:
                continue
            number = step["step_number"]
            mine = [row for row in found if row[0] == funnel_key]
            matured = [
                (depth, any(event["conversion_key"] == goal for event in events))
                for _, first, depth, events in mine
                if is_matured(first)
            ]
            reached = [converted for depth, converted in matured if depth >= number]
            stopped = [converted for depth, converted in matured if depth == number]
            bounds = interval(sum(stopped), len(stopped))
            expected.append(
                {
                    "funnel_key": funnel_key,
                    "step_number": number,
                    "macro_conversion_key": goal,
                    "macro_label": goal.title(),
                    "immature_unit_count": sum(
                        not is_matured(first) and depth >= number
                        for _, first, depth, _ in mine
                    ),
                    "reached_unit_count": len(reached),
                    "reached_converted_unit_count": sum(reached),
                    "reached_conversion_rate": ratio(sum(reached), len(reached)),
                    "stopped_unit_count": len(stopped),
                    "stopped_converted_unit_count": sum(stopped),
                    "stopped_conversion_rate": ratio(sum(stopped), len(stopped)),
                    "stopped_conversion_rate_lower": bounds[0],
                    "stopped_conversion_rate_upper": bounds[1],
                }
            )
    assert_same_rows(built["mart_cro__funnel_depth"], expected)


def test_abandonment_equals_a_plain_count(built, facts):
    places, converted = defaultdict(list), Counter()
    for funnel_key, first, depth, events in outcomes(facts):
        required = [s["step_number"] for s in steps_of(funnel_key) if not s["is_optional"]]
        if not is_matured(first) or depth == max(required):
            continue
        micros = [event for event in events if event["conversion_type"] == "micro"]
        last = max(
            micros,
            key=lambda event: (
                event["occurred_at"],
                math.inf if event["event_sequence"] is None else event["event_sequence"],
                event["event_key"],
            ),
            default=None,
        )
        key = last["conversion_key"] if last else "(none)"
        seconds = (last["occurred_at"] - first["entered_at"]).total_seconds() if last else None
        has_converted = any(event["conversion_key"] == GOALS[funnel_key] for event in events)
        places[funnel_key, depth, key].append(seconds)
        converted[funnel_key, depth, key] += has_converted
    expected = []
    for (funnel_key, depth, key), seconds in places.items():
        step = sum(len(v) for k, v in places.items() if k[:2] == (funnel_key, depth))
        funnel = sum(len(v) for k, v in places.items() if k[0] == funnel_key)
        expected.append(
            {
                "funnel_key": funnel_key,
                "step_number": depth,
                "last_micro_conversion_key": key,
                "last_micro_label": "(none)" if key == "(none)" else key.title(),
                "abandoned_unit_count": len(seconds),
                "converted_unit_count": converted[funnel_key, depth, key],
                "seconds_from_entry_median": None
                if key == "(none)"
                else percentile(seconds, 50),
                "share_of_step": len(seconds) / step,
                "share_of_funnel": len(seconds) / funnel,
            }
        )
    assert_same_rows(built["mart_cro__funnel_abandonment"], expected)
    # Both marts say the same of those who stopped at a step before the last.
    stopped = {
        (row["funnel_key"], row["step_number"]): row["stopped_converted_unit_count"]
        for row in built["mart_cro__funnel_depth"].dicts()
    }
    assert sum(converted.values()) > 10
    for place in {key[:2] for key in places}:
        assert stopped[place] == sum(n for key, n in converted.items() if key[:2] == place)
