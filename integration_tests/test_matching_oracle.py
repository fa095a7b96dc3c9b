"""Which events match a definition, which matches count, and what they are worth, against loops.

The loops follow the design in its order: match, refunds and repeated orders, cooldown, nth
occurrence, frequency, then place in time and value. Every world has event names, conversions,
visitors and orders of its own, so that one build holds many worlds.
"""

import datetime
import decimal
import json
import random
from collections import Counter
from zoneinfo import ZoneInfo

import hypothesis
from hypothesis import strategies
from support import assert_same_rows

# One second to midnight in New York, on the eve of the day the clocks change.
START = datetime.datetime(2026, 3, 8, 4, 59, 59)
EVER, NEVER = datetime.datetime(1900, 1, 1), datetime.datetime(9999, 1, 1)
LAST = 2**63 - 1
CENT = decimal.Decimal("0.0001")
STAGES = ["awareness", "consideration", "intent", "purchase"]
INTENTS = ["low", "medium", "high"]
SELECTION = (
    "stg_cro__exchange_rates int_cro__conversion_definitions int_cro__conversion_rules"
    " int_cro__rule_events int_cro__needed_properties int_cro__event_properties"
    " int_cro__rule_groups int_cro__valid_rules int_cro__held_rule_groups int_cro__name_matches"
    " int_cro__property_matches int_cro__absence_matches int_cro__matched_events"
    " int_cro__conversion_matches int_cro__conversion_events"
    " int_cro__conversion_values int_cro__counted_conversions int_cro__refunds"
    " fct_cro__micro_conversions fct_cro__macro_conversions fct_cro__sessions"
)
SETTINGS = {
    "cro__reporting_time_zone": "America/New_York",
    "cro__reporting_currency": "EUR",
    "cro__order_namespaces": {"shop": "trade", "till": "trade"},
    "cro__session_gap_seconds": 1800,
}
OTHER_SETTINGS = {
    "cro__reporting_time_zone": "Asia/Kolkata",
    "cro__reporting_currency": "USD",
    "cro__order_namespaces": {},
    "cro__session_gap_seconds": 60,
}

# Moments around midnight, cooldowns and each other, in seconds after START.
SECONDS = [0, 0, 0, 0.999999, 1, 1, 5, 9.999999, 10, 10, 10.000001, 11, 19, 20, 30, 60, 600]
SECONDS += [82799, 82800, 82801, 86399, 86400, 86401, 172800]
SPLITS = [0, 1, 5, 10, 10.000001, 82801]
SOURCES = ["shop", "till", "blog"]
ORDERS = [None, None, "o1", "o1", "o2"]
REVENUES = ["10", "10", "0.0001", "0", "-4", "-0.0001", "12345.6789", None, None]
CURRENCIES = ["EUR", "USD", "USD", "GBP", None]
PLANS = ["pro", "pro", "free", None, 7, True]
PATHS = ["/pricing", "/pricing/annual", "/", None]
# GBP has no rate, USD has two and then none any more.
RATES = [
    {"currency": "USD", "valid_from": None, "valid_to": START, "rate": "0.9"},
    {"currency": "USD", "valid_from": START, "valid_to": START + datetime.timedelta(seconds=10)},
    {"currency": "EUR", "valid_from": START, "valid_to": None, "rate": "1.1"},
    {"currency": "USD", "valid_from": None, "valid_to": None, "rate": "7"},
]
RATES[1]["rate"] = "0.5"
for rate, reporting_currency in zip(RATES, ["EUR", None, "USD", "CHF"], strict=True):
    rate["reporting_currency"] = reporting_currency
CONDITIONS = [
    ("plan", "equals", "pro"),
    ("plan", "not_equals", "pro"),
    ("plan", "in", "free|7"),
    ("plan", "equals", "true"),
    ("plan", "exists", None),
    ("plan", "not_exists", None),
    ("plan", "gt", "6.5"),
    ("page_path", "starts_with", "/pricing"),
    ("page_path", "not_in", "/|/about"),
    ("revenue", "gt", "0"),
    ("revenue", "lte", "10"),
    ("order_id", "exists", None),
    ("seconds_since_session_start", "gte", "10"),
    ("seconds_since_session_start", "lt", "0.000001"),
    ("seconds_since_session_start", "equals", "5"),
    ("seconds_since_session_start", "in", "0.999999|1"),
    ("session_number", "gt", "1"),
    ("session_number", "equals", "2"),
    ("days_since_previous_session", "lte", "1"),
    ("days_since_previous_session", "not_exists", None),
    ("days_since_first_seen", "lt", "1"),
    ("days_since_first_seen", "gte", "0"),
]
MOMENT_FACTS = ["seconds_since_session_start", "session_number", "days_since_previous_session"]
MOMENT_FACTS += ["days_since_first_seen"]


def moment(seconds):
    return START + datetime.timedelta(microseconds=round(seconds * 1_000_000))


def order_of(event):
    sequence = event["event_sequence"]
    return event["occurred_at"], LAST if sequence is None else sequence, event["event_key"]


# --- Random plans and visits -------------------------------------------------------------------------


def random_definition(number, name, chance):
    """The versions of one conversion; their spans never overlap, and may leave a gap."""
    is_macro = chance.random() < 0.4
    key = f"{name}_{number}"
    splits = sorted(chance.sample(SPLITS, chance.choice([0, 0, 1, 2])))
    spans = [(EVER, NEVER)]
    if splits:
        spans = [(EVER, moment(splits[0])), (moment(splits[-1]), NEVER)]
    versions = []
    for version, (valid_from, valid_to) in enumerate(spans, start=1):
        groups = []
        for _ in range(chance.choice([1, 1, 2])):
            names = chance.choice([["a"], ["a"], ["a", "b"], ["b"]])
            groups.append(
                {
                    "events": [f"{event}_{number}" for event in names],
                    "conditions": chance.sample(CONDITIONS, chance.choice([0, 0, 0, 1, 1, 2])),
                }
            )
        versions.append(
            {
                "conversion_key": key,
                "conversion_type": "macro" if is_macro else "micro",
                "definition_version": version,
                "version_key": f"{key}:{version}",
                "frequency_rule": chance.choice(
                    ["every_time", "every_time", "once_per_session", "once_per_visitor"]
                    + ["once_per_day"]
                ),
                "cooldown_seconds": chance.choice([0, 0, 0, 1, 10, 10, 3600]),
                "min_occurrences": chance.choice([1, 1, 1, 1, 2, 3]),
                "status": chance.choice(["active"] * 6 + ["diagnostic", "draft", "retired"]),
                "valid_from": valid_from,
                "valid_to": valid_to,
                "value": chance.choice([None, decimal.Decimal(5), decimal.Decimal("0.0001")]),
                "currency": chance.choice(CURRENCIES),
                "funnel_stage": chance.choice(STAGES),
                "intent_strength": None if is_macro else chance.choice(INTENTS),
                "groups": groups,
            }
        )
    return versions


def random_world(number, chance):
    """One to three visitors, their visits and events; a visit may hold events of another visitor."""
    visitors = [f"visitor {number} {letter}" for letter in "ABC"[: chance.choice([1, 2, 2, 3])]]
    pool = [chance.choice(SECONDS) for _ in range(chance.choice([2, 4, 8]))]
    events, sessions = [], []
    for position in range(chance.choice([1, 2, 3, 4])):
        owner = chance.choice(visitors)
        session = {
            "session_key": f"session {number} {position}",
            "visitor_key": owner,
            "is_server_only": chance.random() < 0.15,
            "source_name": chance.choice(SOURCES),
            "events": [],
        }
        for _ in range(chance.choice([1, 2, 3, 5])):
            plan = chance.choice(PLANS)
            event = {
                "event_key": f"{number:05d}-{len(events):02d}",
                "event_name": f"{chance.choice('aaab')}_{number}",
                "source_name": session["source_name"]
                if chance.random() < 0.7
                else chance.choice(SOURCES),
                "platform": "web",
                "visitor_key": owner if chance.random() < 0.8 else chance.choice(visitors),
                "session_key": session["session_key"],
                "occurred_at": moment(chance.choice(pool)),
                "event_sequence": chance.choice([None, None, 1, 2]),
                "order_id": chance.choice(ORDERS),
                "revenue": chance.choice(REVENUES),
                "currency": chance.choice(CURRENCIES),
                "page_path": chance.choice(PATHS),
                "plan": plan,
                "properties": json.dumps({"details": {"plan": plan}}) if plan is not None else None,
            }
            event["order_id"] = event["order_id"] and f"{event['order_id']} of {number}"
            event["revenue"] = event["revenue"] and decimal.Decimal(event["revenue"])
            events.append(event)
            session["events"].append(event)
        session["started_at"] = min(event["occurred_at"] for event in session["events"])
        session["ended_at"] = max(event["occurred_at"] for event in session["events"])
        sessions.append(session)

    present = sorted({event["visitor_key"] for event in events} | {s["visitor_key"] for s in sessions})
    first_seen = {}
    for visitor in present:
        seen = [event["occurred_at"] for event in events if event["visitor_key"] == visitor]
        # Of a visitor whose events all lie in visits of others nothing else is known.
        first_seen[visitor] = min(seen, default=START)
    for session in sessions:
        session["visitor_first_seen_at"] = first_seen[session["visitor_key"]]
        session["session_number"] = session["previous_session_started_at"] = None
    for visitor in present:
        visits = [s for s in sessions if s["visitor_key"] == visitor and not s["is_server_only"]]
        visits.sort(key=lambda session: (session["started_at"], session["session_key"]))
        for position, session in enumerate(visits):
            session["session_number"] = position + 1
            if position:
                session["previous_session_started_at"] = visits[position - 1]["started_at"]
    return {
        "definitions": [random_definition(number, name, chance) for name in ("k1", "k2", "k3")],
        "events": events,
        "sessions": {session["session_key"]: session for session in sessions},
        "first_seen": first_seen,
    }


def random_worlds(count, seed):
    chance = random.Random(seed)
    return [random_world(number, chance) for number in range(count)]


# --- Matching ----------------------------------------------------------------------------------------


def value_of(event, name, world):
    """A property as the text a rule sees, or None."""
    session = world["sessions"][event["session_key"]]
    found = None
    if name == "plan":
        found = event["plan"]
        found = json.dumps(found) if isinstance(found, bool) else found
    elif name in ("page_path", "order_id", "revenue"):
        found = event[name]
    elif name == "seconds_since_session_start":
        found = (event["occurred_at"] - session["started_at"]) / datetime.timedelta(seconds=1)
    elif name == "session_number":
        found = session["session_number"]
    elif name == "days_since_previous_session" and session["previous_session_started_at"]:
        found = days(session["previous_session_started_at"], session["started_at"])
    elif name == "days_since_first_seen":
        found = days(world["first_seen"][event["visitor_key"]], event["occurred_at"])
    if isinstance(found, float):
        found = int(found) if found == int(found) else found
    return None if found is None else str(found)


def days(earlier, later):
    """Whole millionths of a day, rounded down."""
    return (later - earlier) // datetime.timedelta(microseconds=86400) / 1_000_000


def number_of(text):
    try:
        return float(text)
    except ValueError:
        return None


def holds(found, operator, value):
    if operator == "not_exists" or found is None:
        return operator == "not_exists" and found is None
    if operator in ("gt", "gte", "lt", "lte"):
        left, right = number_of(found), number_of(value)
        return None not in (left, right) and {
            "gt": left > right,
            "gte": left >= right,
            "lt": left < right,
            "lte": left <= right,
        }[operator]
    return {
        "exists": True,
        "equals": found == value,
        "not_equals": found != value,
        "in": found in (value or "").split("|"),
        "not_in": found not in (value or "").split("|"),
        "starts_with": found.startswith(value or ""),
    }[operator]


def matches_version(event, version, world):
    if version["status"] not in ("active", "diagnostic"):
        return False
    if not version["valid_from"] <= event["occurred_at"] < version["valid_to"]:
        return False
    return any(
        event["event_name"] in group["events"]
        and all(
            holds(value_of(event, name, world), operator, value)
            for name, operator, value in group["conditions"]
        )
        for group in version["groups"]
    )


# --- Counting ----------------------------------------------------------------------------------------


def place_matches(versions, world, settings):
    """Every match of one conversion, in order, with the rule that dropped it or counted."""
    namespaces = settings["cro__order_namespaces"]
    matches = []
    for event in sorted(world["events"], key=order_of):
        for version in versions:
            if matches_version(event, version, world):
                namespace = namespaces.get(event["source_name"], event["source_name"])
                matches.append(
                    {"event": event, "version": version, "namespace": namespace, "place": None}
                )
    seen_orders = set()
    for match in matches:
        event, version = match["event"], match["version"]
        if version["conversion_type"] == "macro":
            order = match["namespace"], event["order_id"]
            if event["revenue"] is not None and event["revenue"] < 0:
                match["place"] = "refund"
            elif event["order_id"] is not None and order in seen_orders:
                match["place"] = "duplicate_order"
            else:
                seen_orders.add(order)

    def left():
        return [match for match in matches if match["place"] is None]

    last_match, dropped = {}, []
    for match in left():
        visitor, now = match["event"]["visitor_key"], match["event"]["occurred_at"]
        if visitor in last_match:
            passed = (now - last_match[visitor]).total_seconds()
            if passed < match["version"]["cooldown_seconds"]:
                dropped.append(match)
        last_match[visitor] = now
    for match in dropped:
        match["place"] = "cooldown"

    occurrences = Counter()
    for match in left():
        session = match["event"]["session_key"]
        occurrences[session] += 1
        wanted = match["version"]["min_occurrences"]
        if wanted > 1 and occurrences[session] != wanted:
            match["place"] = "occurrence"

    seen = Counter()
    for match in left():
        event = match["event"]
        units = {
            "every_time": None,
            "once_per_session": ("session", event["session_key"]),
            "once_per_visitor": ("visitor", event["visitor_key"]),
            "once_per_day": ("day", event["visitor_key"], reporting_date(event, settings)),
        }
        unit = units[match["version"]["frequency_rule"]]
        match["place"] = "frequency" if unit and seen[unit] else "counted"
        seen.update(unit for unit in units.values() if unit)
    return matches


def reporting_date(event, settings):
    return local_date(event["occurred_at"], settings)


def local_date(at, settings):
    zone = ZoneInfo(settings["cro__reporting_time_zone"])
    return at.replace(tzinfo=datetime.timezone.utc).astimezone(zone).date()


def converted(amount, currency, at, settings):
    """An amount in the reporting currency, or None where no rate is known."""
    reporting = settings["cro__reporting_currency"]
    if amount is None or (currency or reporting) == reporting:
        return amount
    for rate in RATES:
        if rate["reporting_currency"] not in (None, reporting):
            continue
        if rate["currency"] == currency and (rate["valid_from"] or EVER) <= at:
            if at < (rate["valid_to"] or NEVER):
                product = amount * decimal.Decimal(rate["rate"])
                return product.quantize(CENT, rounding=decimal.ROUND_HALF_UP)
    return None


def refunds_of(order_id, namespace, world, settings):
    """Money given back on an order, and whether some of it has no rate."""
    namespaces = settings["cro__order_namespaces"]
    amounts = [
        converted(-event["revenue"], event["currency"], event["occurred_at"], settings)
        for event in world["events"]
        if event["order_id"] == order_id
        and order_id is not None
        and namespaces.get(event["source_name"], event["source_name"]) == namespace
        and event["revenue"] is not None
        and event["revenue"] < 0
    ]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, decimal.Decimal(0)), len(known) < len(amounts)


def seconds(earlier, later):
    return (later - earlier).total_seconds()


def fact_rows(matches, world, settings):
    """The counted matches of one conversion with their place in time and their value."""
    in_session, for_visitor, previous = Counter(), Counter(), {}
    for match in matches:
        if match["place"] != "counted":
            continue
        event, version = match["event"], match["version"]
        visitor, session = event["visitor_key"], world["sessions"][event["session_key"]]
        in_session[event["session_key"]] += 1
        for_visitor[visitor] += 1
        if event["revenue"] is not None:
            amount, currency = event["revenue"], event["currency"]
        else:
            amount, currency = version["value"], version["currency"]
        value = converted(amount, currency, event["occurred_at"], settings)
        kind = version["conversion_type"]
        row = {
            f"{kind}_conversion_key": version["conversion_key"],
            f"{kind}_conversion_version_key": version["version_key"],
            "definition_version": version["definition_version"],
            **{name: event[name] for name in ("event_key", "visitor_key", "session_key")},
            **{name: event[name] for name in ("source_name", "platform", "occurred_at")},
            "conversion_date": reporting_date(event, settings),
            "seconds_since_session_start": seconds(session["started_at"], event["occurred_at"]),
            "seconds_since_first_touch": seconds(
                world["first_seen"][visitor], event["occurred_at"]
            ),
            "seconds_since_previous": seconds(previous[visitor], event["occurred_at"])
            if visitor in previous
            else None,
            "number_in_session": in_session[event["session_key"]],
            "number_for_visitor": for_visitor[visitor],
            "is_rate_missing": amount is not None and value is None,
        }
        previous[visitor] = event["occurred_at"]
        if kind == "micro":
            yield {**row, "value": value}
        else:
            refunded, is_missing = refunds_of(
                event["order_id"], match["namespace"], world, settings
            )
            yield {
                **row,
                "order_id": event["order_id"],
                "gross_value": value,
                "refunded_value": refunded,
                "net_value": None if value is None or is_missing else value - refunded,
                "is_rate_missing": row["is_rate_missing"] or is_missing,
            }


def session_rows(world, matches, settings):
    reached = [match for match in matches if match["place"] in ("frequency", "counted")]
    macros = [match for match in reached if match["version"]["conversion_type"] == "macro"]
    for session in world["sessions"].values():
        inside = [m for m in reached if m["event"]["session_key"] == session["session_key"]]
        kinds = Counter(
            match["version"]["conversion_type"] for match in inside if match["place"] == "counted"
        )
        stages = [STAGES.index(match["version"]["funnel_stage"]) for match in inside]
        intents = [
            INTENTS.index(match["version"]["intent_strength"])
            for match in inside
            if match["version"]["intent_strength"]
        ]
        number = session["session_number"]
        is_customer = any(
            match["event"]["visitor_key"] == session["visitor_key"]
            and match["event"]["occurred_at"] < session["started_at"]
            for match in macros
        )
        yield {
            "session_key": session["session_key"],
            "visitor_key": session["visitor_key"],
            "entry_date": local_date(session["started_at"], settings),
            "closes_at": session["ended_at"]
            + datetime.timedelta(seconds=settings["cro__session_gap_seconds"]),
            "seconds_duration": seconds(session["started_at"], session["ended_at"]),
            "visitor_type": number and ("new" if number == 1 else "returning"),
            "customer_type": "converted before" if is_customer else "not converted before",
            "micro_conversion_count": kinds["micro"],
            "macro_conversion_count": kinds["macro"],
            "deepest_funnel_stage": STAGES[max(stages)] if stages else None,
            "highest_intent_strength": INTENTS[max(intents)] if intents else None,
            "is_converted": any(match in macros for match in inside),
        }


# --- The models ----------------------------------------------------------------------------------------


def inputs(worlds):
    versions = [v for world in worlds for definition in world["definitions"] for v in definition]
    rules = []
    for version in versions:
        for number, group in enumerate(version["groups"], start=1):
            names = group["events"]
            operator = "equals" if len(names) == 1 else "in"
            for condition in [("event_name", operator, "|".join(names)), *group["conditions"]]:
                rules.append(
                    {
                        "conversion_key": version["conversion_key"],
                        "definition_version": version["definition_version"],
                        "rule_group": str(number),
                        **dict(zip(("property_name", "operator", "value"), condition)),
                    }
                )
    shared = ["definition_version", "frequency_rule", "cooldown_seconds", "min_occurrences"]
    shared += ["status", "valid_from", "valid_to", "value", "currency", "funnel_stage"]

    def dimension(kind):
        return [
            {
                f"{kind}_conversion_key": version["conversion_key"],
                f"{kind}_conversion_version_key": version["version_key"],
                **{name: version[name] for name in shared},
                **({"intent_strength": version["intent_strength"]} if kind == "micro" else {}),
            }
            for version in versions
            if version["conversion_type"] == kind
        ]

    events = [event for world in worlds for event in world["events"]]
    stored = ["event_key", "event_name", "source_name", "platform", "occurred_at"]
    stored += ["event_sequence", "order_id", "revenue", "currency", "page_path", "properties"]
    placed = ["event_key", "event_name", "source_name", "platform", "occurred_at"]
    placed += ["event_sequence", "visitor_key", "session_key"]
    known = ["session_key", "visitor_key", "source_name", "is_server_only", "started_at", "ended_at"]
    known += ["session_number", "previous_session_started_at", "visitor_first_seen_at"]
    return {
        "cro_exchange_rates": (dict.fromkeys(RATES[0], "varchar"), RATES),
        "dim_cro__micro_conversions": dimension("micro"),
        "dim_cro__macro_conversions": dimension("macro"),
        "dim_cro__funnel_steps": [],
        "stg_cro__plan_rules": rules,
        "stg_cro__plan_properties": [{"property_name": "plan", "path": "details.plan"}],
        "int_cro__events": [{name: event[name] for name in stored} for event in events],
        "int_cro__session_events": [{name: event[name] for name in placed} for event in events],
        "int_cro__sessions": [
            {name: session[name] for name in known}
            for world in worlds
            for session in world["sessions"].values()
        ],
        "dim_cro__visitors": [
            {"visitor_key": visitor, "first_seen_at": at}
            for world in worlds
            for visitor, at in world["first_seen"].items()
        ],
    }


def check(workshop, target, worlds, settings=SETTINGS):
    """Builds the worlds together and compares four whole tables; gives matches and facts."""
    built = workshop.build_models(SELECTION, inputs(worlds), target=target, vars=settings)
    expected, facts = [], {"micro": [], "macro": []}
    sessions = []
    for world in worlds:
        world_matches = []
        for versions in world["definitions"]:
            matches = place_matches(versions, world, settings)
            world_matches += matches
            facts[versions[0]["conversion_type"]] += fact_rows(matches, world, settings)
        sessions += session_rows(world, world_matches, settings)
        expected += [
            {
                **{
                    name: match["event"][name]
                    for name in (
                        *("event_key", "visitor_key", "session_key", "source_name", "occurred_at"),
                        *("event_sequence", "platform", "order_id", "revenue", "currency"),
                    )
                },
                **{
                    name: match["version"][name]
                    for name in ("conversion_key", "conversion_type", "definition_version")
                },
                "order_namespace": match["namespace"],
                "counting_place": match["place"],
                "is_counted": match["place"] == "counted",
            }
            for match in world_matches
        ]
    assert_same_rows(built["int_cro__conversion_matches"], expected, name="matches")
    for kind in ("micro", "macro"):
        table = built[f"fct_cro__{kind}_conversions"]
        assert_same_rows(table, facts[kind], name=f"{kind} conversions")
        keys = table.column("conversion_event_key")
        assert len(set(keys)) == len(keys) and None not in keys
    assert_same_rows(built["fct_cro__sessions"], sessions, name="sessions")
    return expected, facts, sessions


# --- Tests -----------------------------------------------------------------------------------------------


def test_matches_and_facts_of_many_worlds(workshop):
    matches, facts, sessions = check(workshop, "duckdb", random_worlds(500, seed=1))
    # The worlds are of use: every rule decides something in many of them.
    places = Counter((match["conversion_type"], match["counting_place"]) for match in matches)
    assert len(places) == 10 and min(places.values()) > 30, places
    macros = facts["macro"]
    assert sum(row["refunded_value"] > 0 for row in macros) > 20
    assert sum(row["is_rate_missing"] for row in macros) > 20
    assert sum((row["seconds_since_previous"] or 0) > 0 for row in facts["micro"]) > 100
    assert sum(row["customer_type"] == "converted before" for row in sessions) > 50


def test_the_settings_decide_days_orders_and_amounts(workshop):
    check(workshop, "duckdb", random_worlds(120, seed=2), OTHER_SETTINGS)


def test_matches_and_facts_on_postgres(workshop):
    check(workshop, "postgres", random_worlds(120, seed=3))


@hypothesis.settings(max_examples=3, deadline=None, derandomize=True, database=None)
@hypothesis.given(chance=strategies.randoms(use_true_random=False), count=strategies.integers(1, 6))
def test_any_visits_match_and_count(workshop, chance, count):
    check(workshop, "duckdb", [random_world(number, chance) for number in range(count)])


def test_a_stricter_frequency_never_counts_more(workshop):
    """once_per_visitor <= once_per_session <= every_time on the same rows, where visits have one visitor."""
    rules = ["every_time", "once_per_session", "once_per_day", "once_per_visitor"]
    worlds, copies = [], 100
    for number in range(copies * len(rules)):
        world = random_world(number, random.Random(number % copies))
        for event in world["events"]:
            event["visitor_key"] = world["sessions"][event["session_key"]]["visitor_key"]
        for versions in world["definitions"]:
            for version in versions:
                version["frequency_rule"] = rules[number // copies]
        worlds.append(world)
    found = workshop.build_models(SELECTION, inputs(worlds), vars=SETTINGS)[
        "int_cro__conversion_matches"
    ]
    counts = Counter()
    for row in found.dicts():
        name, number = row["conversion_key"].rsplit("_", 1)
        rule = rules[int(number) // copies]
        counts[rule, name, int(number) % copies] += row["is_counted"]
    assert len(counts) > 400
    for (rule, *conversion), every in counts.items():
        if rule == "every_time":
            session, day, visitor = (counts[(name, *conversion)] for name in rules[1:])
            assert visitor <= session <= every and visitor <= day <= every
