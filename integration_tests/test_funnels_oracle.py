"""Funnels equal a brute-force search that lists every chain of every stream.

The search knows nothing of levels, running maxima or ties: it tries every sequence of events
and keeps those that docs call a valid chain. Streams are small and crowded (few moments, few
properties, short windows), so that every rule decides something in many of them.
"""

import datetime
import hashlib
import random
from collections import Counter, defaultdict

from support import SCHEMA, assert_same_rows

START = datetime.datetime(2026, 3, 1, 12)
LAST = 2**63 - 1
# Everything from the levels to both facts, and nothing before or behind.
SELECTION = (
    "int_cro__funnel_levels+,+fct_cro__funnel_entries"
    " int_cro__funnel_levels+,+fct_cro__funnel_steps"
)
ENTRIES = f"""
    select funnel_key, unit_key, event_key, held_value, depth, deepest_step_reached_at,
        is_completed, seconds_to_complete, is_first_entry_of_unit
    from {SCHEMA}.fct_cro__funnel_entries
"""
STEPS = f"""
    select steps.funnel_key, entries.event_key as entry, steps.step_number, steps.event_key,
        steps.reached_at, steps.seconds_from_previous, steps.seconds_from_entry
    from {SCHEMA}.fct_cro__funnel_steps as steps
    inner join {SCHEMA}.fct_cro__funnel_entries as entries
        on steps.funnel_entry_key = entries.funnel_entry_key
"""


# --- Random funnels and streams ------------------------------------------------------------------


def random_funnel(number, chance):
    holds = chance.random() < 0.4
    length = chance.randint(2, 6)
    # Fewer conversions than steps: then a conversion stands at several steps.
    conversions = [f"conversion_{number}_{index}" for index in range(length)]
    if chance.random() < 0.4:
        conversions = conversions[: chance.randint(1, length)]
    steps = []
    for step_number in range(1, length + 1):
        steps.append(
            {
                "funnel_key": f"funnel_{number}",
                "step_number": step_number,
                "conversion_key": conversions[(step_number - 1) % len(conversions)]
                if chance.random() < 0.8
                else chance.choice(conversions),
                "is_optional": step_number > 1 and chance.random() < 0.3,
                "max_seconds_from_previous": chance.choice([None, None, 0, 1, 2, 4]),
                "hold_property": "plan"
                if holds and (step_number == 1 or chance.random() < 0.5)
                else None,
            }
        )
    unit = chance.choice(["session", "visitor"])
    return {
        "funnel_key": f"funnel_{number}",
        "unit": unit,
        "window_seconds": None if unit == "session" else chance.choice([1, 3, 6, 12]),
        "steps": steps,
    }


def random_stream(number, funnel, chance):
    """The events of one unit: a visitor with two sessions, or one of a visitor's two sessions."""
    conversions = sorted({step["conversion_key"] for step in funnel["steps"]})
    moments = chance.choice([1, 2, 5, 12])
    sources = chance.choice([["web"], ["web"], ["web", "server"]])
    sequenced = chance.choice([0.0, 0.5, 1.0])
    matches = chance.choice([1, 1, 2, 3])
    is_visitor = funnel["unit"] == "visitor"
    events = []
    for position in range(chance.randint(1, 6 if moments == 1 else 9)):
        seconds = chance.randrange(moments * 2) / 2
        part = chance.randrange(2) if is_visitor else 0
        events.append(
            {
                "event_key": hashlib.md5(f"{number}/{position}".encode()).hexdigest(),
                "visitor_key": f"visitor_{number if is_visitor else number // 2}",
                "session_key": f"session_{number}_{part}",
                "source_name": chance.choice(sources),
                "seconds": seconds,
                "event_sequence": chance.randrange(5) if chance.random() < sequenced else None,
                "value": chance.choice(["a", "a", "b", None]),
                "conversions": set(
                    chance.sample(conversions, min(matches, len(conversions)))
                ),
            }
        )
    return events


# --- The search ------------------------------------------------------------------------------------


def comes_before(first, second):
    if first["seconds"] != second["seconds"]:
        return first["seconds"] < second["seconds"]
    if first is second:
        return False
    sequences = first["event_sequence"], second["event_sequence"]
    if first["source_name"] != second["source_name"] or None in sequences:
        return True
    return sequences[0] < sequences[1]


def order_of(event):
    sequence = event["event_sequence"]
    return event["seconds"], LAST if sequence is None else sequence, event["event_key"]


def may_follow(chain, event, step, funnel):
    entry, previous = chain[0], chain[-1]
    longest = step["max_seconds_from_previous"]
    if step["conversion_key"] not in event["conversions"]:
        return False
    if any(event is used for used in chain) or not comes_before(previous, event):
        return False
    if longest is not None and event["seconds"] - previous["seconds"] > longest:
        return False
    window = funnel["window_seconds"]
    if window is not None and event["seconds"] - entry["seconds"] > window:
        return False
    if step["hold_property"]:
        return event["value"] is not None and event["value"] == entry["value"]
    return True


def search(funnel, events):
    """The rows of both facts for one unit, and the deepest step of any chain."""
    steps = funnel["steps"]
    required = [step for step in steps if not step["is_optional"]]
    entries = [event for event in events if steps[0]["conversion_key"] in event["conversions"]]
    holds = steps[0]["hold_property"]
    # (held value, step, event) to the best (entry, time of the event before).
    best = {}

    def note(chain, step):
        entry, event = chain[0], chain[-1]
        place = (entry["value"] if holds else None, step["step_number"], event["event_key"])
        previous = chain[-2]["seconds"] if len(chain) > 1 else None
        found = (order_of(entry), LAST if previous is None else previous, entry, event)
        if place not in best or found[:2] > best[place][:2]:
            best[place] = found

    longest = 0

    def extend(chain):
        nonlocal longest
        last_step = required[len(chain) - 1]
        note(chain, last_step)
        longest = max(longest, last_step["step_number"])
        following = required[len(chain)] if len(chain) < len(required) else None
        for step in steps:
            between = last_step["step_number"] < step["step_number"] and (
                following is None or step["step_number"] <= following["step_number"]
            )
            if between:
                for event in events:
                    if may_follow(chain, event, step, funnel):
                        if step["is_optional"]:
                            note(chain + [event], step)
                        else:
                            extend(chain + [event])

    for entry in entries:
        extend([entry])

    owned = defaultdict(lambda: defaultdict(list))
    for (_, step_number, _), (_, previous, entry, event) in best.items():
        owned[entry["event_key"]][step_number].append((event, previous))
    return entries, owned, longest


def expected_rows(funnel, events):
    entries, owned, longest = search(funnel, events)
    steps = {step["step_number"]: step for step in funnel["steps"]}
    required = [number for number, step in steps.items() if not step["is_optional"]]
    entry_rows, step_rows = [], []
    for entry in entries:
        mine = owned[entry["event_key"]]
        depth = max(number for number in mine if number in required)
        deepest = min((event for event, _ in mine[depth]), key=order_of)
        seconds = deepest["seconds"] - entry["seconds"]
        is_completed = depth == max(required)
        for step_number, places in sorted(mine.items()):
            if steps[step_number]["is_optional"]:
                before = max(number for number in required if number < step_number)
                after = [number for number in required if number > step_number]
                next_events = [event for event, _ in mine.get(min(after), [])] if after else []
                places = [
                    place
                    for place in places
                    if depth >= before
                    and (not next_events or any(comes_before(place[0], e) for e in next_events))
                ]
            if not places:
                continue
            event, previous = min(places, key=lambda place: order_of(place[0]))
            step_rows.append(
                {
                    "funnel_key": funnel["funnel_key"],
                    "entry": entry["event_key"],
                    "step_number": step_number,
                    "event_key": event["event_key"],
                    "reached_at": moment(event["seconds"]),
                    "seconds_from_previous": None
                    if step_number == 1
                    else event["seconds"] - previous,
                    "seconds_from_entry": event["seconds"] - entry["seconds"],
                }
            )
        entry_rows.append(
            {
                "funnel_key": funnel["funnel_key"],
                "event_key": entry["event_key"],
                "held_value": entry["value"] if steps[1]["hold_property"] else None,
                "depth": depth,
                "deepest_step_reached_at": moment(deepest["seconds"]),
                "is_completed": is_completed,
                "seconds_to_complete": seconds if is_completed else None,
                "is_first_entry_of_unit": entry is min(entries, key=order_of),
            }
        )
    return entry_rows, step_rows, longest


def moment(seconds):
    return START + datetime.timedelta(seconds=seconds)


# --- The models --------------------------------------------------------------------------------------


def inputs(cases):
    funnels = {funnel["funnel_key"]: funnel for funnel, _ in cases}
    conversion_events, properties, sessions = [], [], {}
    for _, events in cases:
        for event in events:
            sessions[event["session_key"]] = {
                "session_key": event["session_key"],
                "closes_at": START + datetime.timedelta(days=1),
            }
            if event["value"] is not None:
                properties.append(
                    {
                        "event_key": event["event_key"],
                        "property_name": "plan",
                        "property_value": event["value"],
                    }
                )
            for conversion_key in event["conversions"]:
                conversion_events.append(
                    {
                        "event_key": event["event_key"],
                        "conversion_key": conversion_key,
                        "conversion_type": "micro",
                        "visitor_key": event["visitor_key"],
                        "session_key": event["session_key"],
                        "source_name": event["source_name"],
                        "occurred_at": moment(event["seconds"]),
                        "event_sequence": event["event_sequence"],
                    }
                )
    return {
        "dim_cro__funnels": [
            {
                "funnel_key": funnel["funnel_key"],
                "unit": funnel["unit"],
                "window_seconds": funnel["window_seconds"],
                "is_computed": True,
            }
            for funnel in funnels.values()
        ],
        "dim_cro__funnel_steps": [
            {**step, "conversion_type": "micro"}
            for funnel in funnels.values()
            for step in funnel["steps"]
        ],
        "int_cro__conversion_events": conversion_events,
        "int_cro__event_properties": properties,
        "fct_cro__sessions": list(sessions.values()),
    }


def random_cases(funnel_count, streams_per_funnel, seed):
    chance = random.Random(seed)
    cases = []
    for number in range(funnel_count):
        funnel = random_funnel(number, chance)
        for _ in range(streams_per_funnel):
            cases.append((funnel, random_stream(len(cases), funnel, chance)))
    return cases


def check(workshop, target, cases):
    built = workshop.build_models(SELECTION, inputs(cases), target=target)
    expected_entries, expected_steps, longest = [], [], {}
    for funnel, events in cases:
        entry_rows, step_rows, deepest = expected_rows(funnel, events)
        expected_entries += entry_rows
        expected_steps += step_rows
        if entry_rows:
            unit = "session_key" if funnel["unit"] == "session" else "visitor_key"
            longest[funnel["funnel_key"], events[0][unit]] = deepest

    entries = built.database.query(ENTRIES)
    steps = built.database.query(STEPS)
    assert_same_rows(entries, expected_entries, name="entries")
    assert_same_rows(steps, expected_steps, name="steps")

    depths = defaultdict(int)
    for row in entries.dicts():
        place = row["funnel_key"], row["unit_key"]
        depths[place] = max(depths[place], row["depth"])
    assert depths == longest
    return expected_entries, expected_steps


def test_funnels_equal_a_search_through_every_chain(workshop):
    cases = random_cases(funnel_count=120, streams_per_funnel=100, seed=20260301)
    entries, steps = check(workshop, "duckdb", cases)
    # The streams are of use: they enter again, go deep, tie, and leave at every step.
    assert len(cases) >= 10_000
    assert len(entries) > 10_000
    depths = Counter(row["depth"] for row in entries)
    assert all(depths[depth] > 100 for depth in (1, 2, 3, 4, 5))
    assert sum(row["seconds_from_previous"] == 0 for row in steps) > 1_000


def test_funnels_equal_the_search_on_postgres(workshop):
    check(workshop, "postgres", random_cases(funnel_count=40, streams_per_funnel=25, seed=7))


def test_a_crowd_in_one_moment_is_found_without_trying_every_order(workshop):
    """Forty answers of one second that all match each of twelve steps: too many to list."""
    steps = [
        {
            "funnel_key": "quiz",
            "step_number": number,
            "conversion_key": "question_answered",
            "is_optional": False,
            "max_seconds_from_previous": None,
            "hold_property": None,
        }
        for number in range(1, 13)
    ]
    funnel = {"funnel_key": "quiz", "unit": "session", "window_seconds": None, "steps": steps}
    events = [
        {
            "event_key": hashlib.md5(str(position).encode()).hexdigest(),
            "visitor_key": "visitor",
            "session_key": "session",
            "source_name": "web",
            "seconds": 0,
            "event_sequence": None,
            "value": None,
            "conversions": {"question_answered"},
        }
        for position in range(40)
    ]
    built = workshop.build_models(SELECTION, inputs([(funnel, events)]), target="duckdb")
    # Every step of every event belongs to the last entry, and its own to the last but one.
    *_, last_but_one, last = sorted(events, key=order_of)
    expected = {event["event_key"]: 1 for event in events}
    expected[last_but_one["event_key"]] = expected[last["event_key"]] = 12
    entries = built["fct_cro__funnel_entries"].dicts()
    assert {row["event_key"]: row["depth"] for row in entries} == expected
