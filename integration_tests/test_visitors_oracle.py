"""Who an event belongs to and in which visit it lies, against plain loops over the events.

The loops follow the design, not the SQL, and know no keys: a visitor, device or session is named
by the smallest key among its events, on both sides. Every world has ids of its own, so that one
build holds many worlds.
"""

import datetime
import random
import re
from collections import Counter, defaultdict

import hypothesis
from hypothesis import strategies
from support import assert_same_rows

# Thirty-nine minutes to midnight.
START = datetime.datetime(2026, 3, 1, 23, 21)
LAST = 2**63 - 1
SELECTION = (
    "stg_cro__channel_rules int_cro__visitor_identities"
    " int_cro__visitor_events int_cro__client_session_events int_cro__client_sessions"
    " int_cro__joined_server_events int_cro__server_session_events int_cro__session_events"
    " int_cro__session_spans int_cro__session_entries int_cro__entry_channels int_cro__sessions"
    " dim_cro__visitors"
)
NAMESPACES = {"outlet": "outlet", "outlet_app": "outlet", "nobody's": "nobody's"}
SETTINGS = {"cro__session_gap_seconds": 1800, "cro__user_namespaces": NAMESPACES}
OTHER_SETTINGS = {"cro__session_gap_seconds": 600, "cro__user_namespaces": {}}

# Moments around one and two gaps, and equal ones; what stands twice is drawn more often.
SECONDS = [0, 0, 0.000001, 300, 600, 600.000001, 900, 1799.999999, 1800, 1800, 1800.000001, 2400]
SECONDS += [3600, 3600, 3600.000001, 3600.000002, 4500, 5400, 5400.000001, 9000, 90000, 176400]
CHOICES = {
    "source_name": ["web", "web", "web", "app", "backend", "backend", "outlet", "outlet_app"],
    "anonymous_id": ["d1", "d1", "d1", "d2", "d3", None, None],
    "user_id": ["u1", "u1", "u2", None, None, None],
    "platform": ["web", "web", "server", "server", None],
    "source_session_id": [None, None, None, None, "s1", "s2"],
    "seconds": SECONDS,
    "event_sequence": [None, None, 1, 2],
    "page_url": [None, "https://shop.example/", "https://shop.example/p/1"],
    "screen_name": [None, None, None, "home"],
    "page_type": [None, "home", "product"],
    "utm_source": [None, None, "Google", "google", "partner"],
    "utm_medium": [None, None, "cpc", "CPC", "email"],
    "utm_campaign": [None, None, "Sale"],
    "click_id_type": [None, None, "gclid"],
    "referrer_host": [None, None, "www.google.com", "news.example"],
    "device_category": [None, "mobile", "desktop"],
    "country": [None, "DE"],
}
ENTRY_COLUMNS = ["utm_campaign", "click_id_type", "referrer_host", "device_category", "country"]
# Rows of one number must all hold; the smallest number that holds decides.
CHANNEL_RULES = [
    (40, "Direct", "referrer_host", "not_exists", None),
    (20, "Paid Search", "utm_medium", "equals", "cpc"),
    (20, "Paid Search", "utm_source", "in", "google|bing"),
    (30, "Referral", "referrer_host", "exists", None),
    (30, "Referral", "utm_medium", "not_exists", None),
    (10, "Sale", "utm_campaign", "equals", "sale"),
    (15, "Partners", "utm_source", "not_in", "google| bing"),
    (25, "Organic Search", "referrer_host", "matches", "google[.]"),
]


# --- Who and in which visit --------------------------------------------------------------------------


def order_of(event):
    sequence = event["event_sequence"]
    return event["seconds"], LAST if sequence is None else sequence, event["event_key"]


def moment(seconds):
    return START + datetime.timedelta(microseconds=round(seconds * 1_000_000))


def microseconds(seconds):
    return round(seconds * 1_000_000)


def name_visitors(events, namespaces):
    """Sets event["visitor"] and event["device"]."""
    for event in events:
        user_id = event["user_id"]
        event["user"] = user_id and ("user", namespaces.get(event["source_name"]), user_id)
        event["anonymous"] = event["anonymous_id"] and (
            ("anonymous", event["source_name"], event["anonymous_id"])
        )
        event["device"] = event["anonymous"] or event["user"]
    for event in events:
        users = {
            other["user"]
            for other in events
            if other["anonymous"] == event["anonymous"] and other["user"]
        }
        if event["anonymous"] is None:
            event["visitor"] = event["user"]
        elif len(users) == 1:
            event["visitor"] = users.pop()
        else:
            event["visitor"] = event["user"] or event["anonymous"]


def cut(events, gap):
    """Visits of one device without a tracker's session ids: lists of events."""
    visits = []
    for event in sorted(events, key=order_of):
        previous = visits[-1][-1] if visits else None
        if (
            previous is None
            or microseconds(event["seconds"]) - microseconds(previous["seconds"]) > gap * 1_000_000
        ):
            visits.append([])
        visits[-1].append(event)
    return visits


def sessions_of(events, gap, key_of):
    """The sessions of one world. key_of gives the key by which equal starts are ordered."""
    client_events, server_events = [], []
    for event in events:
        # A server that sends a session id keeps visits of its own.
        is_server = event["platform"] == "server" and event["anonymous"] is None
        is_server = is_server and event["source_session_id"] is None
        event["is_server"] = is_server
        (server_events if is_server else client_events).append(event)

    tracked, loose = defaultdict(list), defaultdict(list)
    for event in client_events:
        if event["source_session_id"]:
            place = event["source_name"], event["device"], event["source_session_id"]
            tracked[place].append(event)
        else:
            loose[event["device"]].append(event)
    visits = list(tracked.values())
    for device_events in loose.values():
        visits += cut(device_events, gap)
    sessions = []
    for visit in visits:
        visit = sorted(visit, key=order_of)
        # Whoever logged in first owns the visit.
        owner = next((event for event in visit if event["user"]), visit[0])
        sessions.append(
            {
                "name": min(event["event_key"] for event in visit),
                "own_events": visit,
                "events": list(visit),
                "visitor": owner["visitor"],
                "device": visit[0]["device"],
                "source_name": visit[0]["source_name"],
                "source_session_id": visit[0]["source_session_id"],
                "is_server_only": False,
            }
        )

    left_over = defaultdict(list)
    for event in server_events:
        holding = [
            session
            for session in sessions
            if session["visitor"] == event["visitor"]
            and session["own_events"][0]["seconds"] <= event["seconds"]
            and microseconds(event["seconds"])
            <= microseconds(session["own_events"][-1]["seconds"]) + gap * 1_000_000
        ]
        if holding:
            latest = max(session["own_events"][0]["seconds"] for session in holding)
            equal = [s for s in holding if s["own_events"][0]["seconds"] == latest]
            min(equal, key=lambda s: key_of(s["own_events"][0]))["events"].append(event)
        else:
            left_over[event["user"]].append(event)
    for device_events in left_over.values():
        for visit in cut(device_events, gap):
            sessions.append(
                {
                    "own_events": visit,
                    "events": visit,
                    "visitor": visit[0]["visitor"],
                    "device": visit[0]["device"],
                    "source_name": visit[0]["source_name"],
                    "source_session_id": None,
                    "is_server_only": True,
                }
            )
    return sessions


def describe_sessions(sessions, events, key_of):
    """The columns of a session, in place."""
    for session in sessions:
        inside = sorted(session["events"], key=order_of)
        pages = [e for e in session["own_events"] if e["page_url"] or e["screen_name"]]
        entry = min(pages or session["own_events"], key=order_of)
        session.update({name: entry[name] for name in (*ENTRY_COLUMNS, "platform")})
        for name in ("utm_source", "utm_medium"):
            session[name] = entry[name] and entry[name].lower()
        session["landing_page_type"] = entry["page_type"]
        session["channel"] = None if session["is_server_only"] else channel(session)
        session["started_at"] = moment(inside[0]["seconds"])
        session["ended_at"] = moment(inside[-1]["seconds"])
        session["event_count"] = len(inside)
        session["visitor_first_seen_at"] = moment(
            min(e["seconds"] for e in events if e["visitor"] == session["visitor"])
        )
    for session in sessions:
        session["session_number"] = session["previous_session_started_at"] = None
        if session["is_server_only"]:
            continue
        visits = [
            other
            for other in sessions
            if other["visitor"] == session["visitor"] and not other["is_server_only"]
        ]
        visits.sort(key=lambda other: (other["started_at"], key_of(other["own_events"][0])))
        number = [other is session for other in visits].index(True)
        session["session_number"] = number + 1
        if number > 0:
            session["previous_session_started_at"] = visits[number - 1]["started_at"]


def channel(session):
    holding = []
    for number in {rule[0] for rule in CHANNEL_RULES}:
        rules = [rule for rule in CHANNEL_RULES if rule[0] == number]
        if all(holds(session, *rule[2:]) for rule in rules):
            holding.append((number, rules[0][1]))
    return min(holding)[1] if holding else "Other"


def holds(session, name, operator, value):
    found = session[name]
    if operator == "not_exists":
        return found is None
    if found is None:
        return False
    found = found.lower()
    listed = [item.strip() for item in (value or "").split("|")]
    return {
        "exists": True,
        "equals": found == value,
        "in": found in listed,
        "not_in": found not in listed,
        "matches": bool(re.search(value or "", found)),
    }[operator]


def visitor_rows(sessions, events):
    for visitor in {event["visitor"] for event in events}:
        own = [event for event in events if event["visitor"] == visitor]
        visits = [s for s in sessions if s["visitor"] == visitor and not s["is_server_only"]]
        first = [s for s in visits if s["session_number"] == 1]
        yield {
            "visitor_key": min(event["event_key"] for event in own),
            "user_id": visitor[2] if visitor[0] == "user" else None,
            "is_identified": visitor[0] == "user",
            "first_seen_at": moment(min(event["seconds"] for event in own)),
            "last_seen_at": moment(max(event["seconds"] for event in own)),
            "session_count": len(visits),
            "event_count": len(own),
            "device_count": len({event["device"] for event in own if not event["is_server"]}),
            "first_channel": first[0]["channel"] if first else None,
            "first_landing_page_type": first[0]["landing_page_type"] if first else None,
        }


# --- The models ----------------------------------------------------------------------------------------


def build(workshop, target, events, settings):
    inputs = {
        "cro_channel_rules": (
            dict.fromkeys(("rule_number", "channel", "property", "operator", "value"), "varchar"),
            [
                dict(zip(("rule_number", "channel", "property", "operator", "value"), rule))
                for rule in CHANNEL_RULES
            ],
        ),
        "int_cro__events": [
            {
                "event_key": event["event_key"],
                "event_name": "page_viewed",
                "occurred_at": moment(event["seconds"]),
                "anonymous_key": event["anonymous"] and f"{event['anonymous']}",
                "user_key": event["user"] and f"{event['user']}",
                **{name: event[name] for name in CHOICES if name != "seconds"},
            }
            for event in events
        ],
    }
    return workshop.build_models(SELECTION, inputs, target=target, vars=settings)


def names_of(rows, column):
    """What the rest of a test calls a key: the smallest key among its events."""
    names = {}
    for row in sorted(rows, key=lambda row: row["event_key"]):
        names.setdefault(row[column], row["event_key"])
    return names


def worlds_of(rows_of_worlds, namespaces=NAMESPACES):
    """Events with keys and ids of their own world, and who they belong to."""
    for number, rows in enumerate(rows_of_worlds):
        world = []
        for position, row in enumerate(rows):
            event = {**row, "event_key": f"{number:05d}-{position:02d}"}
            if event["anonymous_id"] is None and event["user_id"] is None:
                event["user_id"] = "u1"
            for name in ("anonymous_id", "user_id"):
                event[name] = event[name] and f"{event[name]} of {number}"
            world.append(event)
        name_visitors(world, namespaces)
        yield world


def check(workshop, target, rows_of_worlds, settings=SETTINGS):
    """Builds the worlds together and compares three whole tables; gives the sessions."""
    worlds = list(worlds_of(rows_of_worlds, settings["cro__user_namespaces"]))
    built = build(workshop, target, [event for world in worlds for event in world], settings)
    found_events = built["int_cro__session_events"].dicts()
    session_keys = {row["event_key"]: row["session_key"] for row in found_events}
    names = {
        name: names_of(found_events, name)
        for name in ("visitor_key", "device_key", "session_key")
    }

    def named(row):
        return {**row, **{name: names[name].get(row[name]) for name in names if name in row}}

    expected_events, expected_sessions, expected_visitors = [], [], []
    for events in worlds:
        gap = settings["cro__session_gap_seconds"]
        sessions = sessions_of(events, gap, lambda event: session_keys[event["event_key"]])
        describe_sessions(sessions, events, lambda event: session_keys[event["event_key"]])
        labels = {
            name: {
                value: min(e["event_key"] for e in events if e[name] == value)
                for value in {event[name] for event in events}
            }
            for name in ("visitor", "device")
        }
        for session in sessions:
            session["session_key"] = min(event["event_key"] for event in session["events"])
            session["visitor_key"] = labels["visitor"][session["visitor"]]
            session["device_key"] = labels["device"][session["device"]]
            expected_sessions.append(session)
            for event in session["events"]:
                expected_events.append(
                    {
                        "event_key": event["event_key"],
                        "source_name": event["source_name"],
                        "event_name": "page_viewed",
                        "occurred_at": moment(event["seconds"]),
                        "event_sequence": event["event_sequence"],
                        "platform": event["platform"],
                        "visitor_key": labels["visitor"][event["visitor"]],
                        "device_key": labels["device"][event["device"]],
                        "session_key": session["session_key"],
                    }
                )
        expected_visitors += visitor_rows(sessions, events)

    assert_same_rows([named(row) for row in found_events], expected_events, name="events")
    left_out = {"name", "own_events", "events", "visitor", "device"}
    assert_same_rows(
        [named(row) for row in built["int_cro__sessions"].dicts()],
        [
            {name: value for name, value in session.items() if name not in left_out}
            for session in expected_sessions
        ],
        name="sessions",
    )
    visitors = [named(row) for row in built["dim_cro__visitors"].dicts()]
    assert_same_rows(visitors, expected_visitors, name="visitors")
    return expected_sessions


def random_world(chance):
    """One to ten events of few devices and users; columns that stay the same are drawn once."""
    fixed = {
        name: chance.choice(choices)
        for name, choices in CHOICES.items()
        if chance.random() < (0 if name == "seconds" else 0.4)
    }
    moments = [chance.choice(SECONDS) for _ in range(chance.choice([2, 4, 8]))]
    rows = []
    for _ in range(chance.randint(1, 10)):
        row = {name: chance.choice(choices) for name, choices in CHOICES.items()}
        rows.append({**row, **fixed, "seconds": chance.choice(moments)})
    return rows


def random_worlds(count, seed):
    chance = random.Random(seed)
    return [random_world(chance) for _ in range(count)]


# --- Tests -----------------------------------------------------------------------------------------------


def test_visitors_and_visits_of_many_worlds(workshop):
    sessions = check(workshop, "duckdb", random_worlds(600, seed=1))
    # The worlds are of use: visits join server events, cross midnight, follow each other.
    kinds = Counter()
    for session in sessions:
        kinds["server only"] += session["is_server_only"]
        kinds["joined"] += len(session["events"]) > len(session["own_events"])
        kinds["tracked"] += session["source_session_id"] is not None
        kinds["third"] += session["session_number"] == 3
        kinds["midnight"] += session["started_at"].date() < session["ended_at"].date()
        kinds["shared"] += len({event["visitor"] for event in session["events"]}) > 1
    assert min(kinds.values()) > 50, kinds
    assert len({session["channel"] for session in sessions} - {None}) == 7


def test_the_gap_and_the_namespaces_are_settings(workshop):
    check(workshop, "duckdb", random_worlds(150, seed=2), OTHER_SETTINGS)


def test_visitors_and_visits_on_postgres(workshop):
    check(workshop, "postgres", random_worlds(150, seed=3))


ROWS = strategies.lists(
    strategies.fixed_dictionaries(
        {name: strategies.sampled_from(choices) for name, choices in CHOICES.items()}
    ),
    min_size=1,
    max_size=12,
)


@hypothesis.settings(max_examples=3, deadline=None, derandomize=True, database=None)
@hypothesis.given(worlds=strategies.lists(ROWS, min_size=1, max_size=8))
def test_any_events_find_their_visitor_and_visit(workshop, worlds):
    check(workshop, "duckdb", worlds)


def test_a_login_does_not_cut_visits_anew(workshop):
    """The visits of devices are the same when nobody ever logs in."""
    rows = [[{**row, "anonymous_id": "d1"} for row in world] for world in random_worlds(200, 4)]
    anonymous = [[{**row, "user_id": None} for row in world] for world in rows]
    members = []
    for worlds in (rows, anonymous):
        events = [event for world in worlds_of(worlds) for event in world]
        found = build(workshop, "duckdb", events, SETTINGS)["int_cro__session_events"].dicts()
        names = names_of(found, "session_key")
        members.append({row["event_key"]: names[row["session_key"]] for row in found})
    assert members[0] == members[1]
