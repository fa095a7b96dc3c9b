"""Small random worlds for the correlation tests: a plan, and visitors who act at random.

Times repeat, bursts and passive events abound, visits overlap, a device is shared, some events
come from servers alone. Every world is a value of the segment "world", so that one build
computes all of them.
"""

import datetime
import hashlib
import random

START = datetime.datetime(2026, 3, 1)
PASSIVE = ["page_leave", "scroll"]
ACTIVE = ["look", "click", "pick", "form", "buy", "renew"]
# Which conversions an event matches; a few matches are lost, as a cooldown would lose them.
MATCHES = {
    "look": [("looked", "micro")],
    "pick": [("picked", "micro"), ("noticed", "micro")],
    "form": [("form_started", "micro"), ("form_reached", "micro")],
    "click": [("clicked", "micro"), ("form_reached", "micro")],
    "scroll": [("scrolled", "micro"), ("noticed", "micro")],
    "buy": [("bought", "macro")],
    "renew": [("renewed", "macro")],
}
LANDMARKS = [("session", 4, 12), ("session", 0, 6), ("visitor", 8, 40), ("visitor", 8, 40)]


def micro(key, leads_to, category="secondary_action", status="active", version=1, latest=True):
    return {
        "micro_conversion_key": key,
        "definition_version": version,
        "is_latest_version": latest,
        "status": status,
        "leads_to": leads_to,
        "category": category,
        "funnel_stage": "intent" if key == "form_reached" else "consideration",
        "is_passive": key == "scrolled",
    }


def macro(key, follows=None, status="active"):
    return {
        "macro_conversion_key": key,
        "label": key.capitalize(),
        "definition_version": 1,
        "is_latest_version": True,
        "status": status,
        "follows": follows,
    }


PLAN = {
    "dim_cro__micro_conversions": [
        micro("looked", None, version=1, latest=False, status="retired"),
        micro("looked", None, version=2),
        micro("clicked", "bought", category="process_milestone"),
        micro("picked", "bought"),
        micro("form_started", "bought", category="process_milestone", status="diagnostic"),
        micro("form_reached", "bought", category="process_milestone"),
        micro("scrolled", "renewed"),
        micro("noticed", "bought"),
        micro("forgotten", "bought", status="retired"),
        micro("planned", None, status="draft"),
    ],
    "dim_cro__macro_conversions": [
        macro("bought"),
        macro("renewed", follows="bought"),
        macro("abandoned", status="retired"),
        macro("upgraded", follows="renewed"),
        macro("praised", follows="upgraded"),
    ],
    "dim_cro__funnels": [{"funnel_key": "path", "status": "active", "is_computed": True}],
    "dim_cro__funnel_steps": [
        {"funnel_key": "path", "step_number": number, "conversion_key": key,
         "conversion_type": kind}
        for number, key, kind in [
            (1, "clicked", "micro"),
            (2, "form_started", "micro"),
            (3, "bought", "macro"),
            (4, "form_reached", "micro"),
        ]
    ],
    "cro_landmarks": [
        {"unit": unit, "landmark_seconds": str(landmark), "horizon_seconds": str(horizon)}
        for unit, landmark, horizon in LANDMARKS
    ],
    "cro_passive_events": [{"event_name": name} for name in PASSIVE + PASSIVE[:1]],
    # No candidates here: their own test makes them.
    "int_cro__events": [],
    "int_cro__planned_events": [],
    "int_cro__named_events": [],
    "stg_cro__plan_rules": [],
    "int_cro__needed_properties": [],
    "stg_cro__plan_properties": [],
    # And no daily series.
    "fct_cro__micro_conversions": [],
}


def key_of(*parts):
    return hashlib.md5("|".join(map(str, parts)).encode()).hexdigest()


def make_worlds(count, seed, largest=7):
    """Rows of the tables that the correlation models read, by table name."""
    chance = random.Random(seed)
    rows = {name: list(given) for name, given in PLAN.items()}
    for name in (
        "int_cro__session_events", "int_cro__sessions", "int_cro__session_segments",
        "int_cro__conversion_events", "fct_cro__macro_conversions",
    ):
        rows[name] = []
    for world in range(count):
        add_world(rows, chance, world, largest)
    rows["int_cro__watermark"] = [{"watermark_at": START + datetime.timedelta(seconds=70)}]
    return rows


def add_world(rows, chance, world, largest):
    visitors = [key_of("visitor", world, number) for number in range(chance.randint(1, largest))]
    for number, visitor in enumerate(visitors):
        opening = chance.choice([0, 0, 3, 30, 60])
        visit_number = 0
        for visit in range(chance.randint(1, 3)):
            is_server_only = chance.random() < 0.12
            visit_number += 0 if is_server_only else 1
            session = key_of("session", world, number, visit)
            events = make_events(chance, opening, session)
            opening += chance.choice([0, 2, 20, 40])
            # Nobody ever converts on the quiet site, so nobody there is compared.
            source = "quiet" if world % 10 == 9 else chance.choice(["shop", "blog"])
            guest = chance.choice(visitors) if chance.random() < 0.1 else visitor
            rows["int_cro__sessions"].append(
                {
                    "session_key": session,
                    "visitor_key": visitor,
                    "source_name": source,
                    "device_key": key_of("device", world, number, visit % 2),
                    "is_server_only": is_server_only,
                    "session_number": None if is_server_only else visit_number,
                }
            )
            rows["int_cro__session_segments"] += [
                {"session_key": session, "segment_name": name, "segment_value": value}
                for name, value in [
                    ("all", "all"),
                    ("world", f"{world}"),
                    ("device_category", chance.choice(["phone", "desktop", "(not set)"])),
                ]
            ]
            for event in events:
                owner = guest if chance.random() < 0.5 else visitor
                event = {**event, "session_key": session, "visitor_key": owner}
                add_event(rows, chance, {**event, "source_name": source})


def make_events(chance, opening, session):
    names = chance.choices(
        ACTIVE + PASSIVE, weights=[6, 3, 3, 2, 1, 1, 2, 4], k=chance.randint(1, 12)
    )
    moment = opening * 4
    for place, name in enumerate(names):
        moment += chance.choice([0, 0, 1, 3, 4, 5, 8, 20])
        yield {
            "event_key": key_of("event", session, place),
            "event_name": name,
            "event_sequence": chance.choice([None, place, 7 - place]),
            "occurred_at": START + datetime.timedelta(seconds=moment / 4),
        }


def add_event(rows, chance, event):
    rows["int_cro__session_events"].append(event)
    for conversion, kind in MATCHES.get(event["event_name"], []):
        if chance.random() < 0.15 or (kind == "macro" and event["source_name"] == "quiet"):
            continue
        match = {
            "conversion_event_key": key_of(event["event_key"], conversion),
            "event_key": event["event_key"],
            "conversion_key": conversion,
            "conversion_type": kind,
            "visitor_key": event["visitor_key"],
            "session_key": event["session_key"],
            "occurred_at": event["occurred_at"],
        }
        rows["int_cro__conversion_events"].append(match)
        if kind == "macro" and chance.random() < 0.8:
            rows["fct_cro__macro_conversions"].append(
                {
                    "conversion_event_key": match["conversion_event_key"],
                    "macro_conversion_key": conversion,
                    "net_value": chance.choice([None, 10, 25.5]),
                }
            )
