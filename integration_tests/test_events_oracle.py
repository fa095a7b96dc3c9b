"""Where every raw row ends, against plain loops over the rows.

The loops follow the design of the ledger, not its SQL: each raw row is judged alone, then rows
of one event compete, then trackers that report the same action. Every world has sources of its
own, so that one build holds many worlds.
"""

import datetime
import random
import re
from collections import Counter, defaultdict

import hypothesis
from hypothesis import strategies
from support import assert_same_rows

NOON = datetime.datetime(2026, 3, 1, 12)
SECOND = datetime.timedelta(seconds=1)
MICROSECOND = datetime.timedelta(microseconds=1)
NEVER = datetime.datetime(9999, 1, 1)
SELECTION = (
    "stg_cro__event_aliases stg_cro__junk_ids stg_cro__traffic_rules stg_cro__page_type_rules"
    " stg_cro__source_overlaps stg_cro__generic_events stg_cro__tracker_events"
    " stg_cro__parsed_events stg_cro__page_types stg_cro__traffic_values stg_cro__events"
    " int_cro__model_states int_cro__event_loads int_cro__event_rows int_cro__duplicate_rows"
    " int_cro__same_actions int_cro__event_ledger int_cro__events"
)

# Raw text and what it says: a moment, or None where it cannot be read.
MOMENTS = {
    "2026-03-01 12:00:00": NOON,
    "2026-03-01T12:00:00Z": NOON,
    "2026-03-01T13:00:00+01:00": NOON,
    " 2026-03-01 12:00:00.000000 ": NOON,
    "2026-03-01 12:00:00.000001": NOON + MICROSECOND,
    "2026-03-01 12:00:01": NOON + SECOND,
    "2026-03-01 11:59:59.500 UTC": NOON - SECOND / 2,
    "2026-03-01T05:30:00-06:30": NOON,
    "2026-03-01 13:00:00": NOON + 3600 * SECOND,
    "2026-03-01 13:00:00.000001": NOON + 3600 * SECOND + MICROSECOND,
    "2026-03-01 23:59:59": NOON + 43199 * SECOND,
    "2026-03-02": NOON + 12 * 3600 * SECOND,
    "1970-01-01 00:00:00": datetime.datetime(1970, 1, 1),
    "2026-02-30 12:00:00": None,
    "1772366400": None,
    "soon": None,
}
SOUND_MOMENTS = [text for text in MOMENTS if "2026-03-01" in text][:9]

# What a raw row may hold, column by column; what stands twice is drawn more often.
CHOICES = {
    "tracker": ["web", "web", "web", " web ", "app", "backend", None],
    "id": ["e1", "e1", "e1", "e2", " e1", "e3", "e4", "e5", None, None, "", "0", "Null", " undefined"],
    "event": [
        *["purchase", "purchase", "purchase", "Purchase ", "buy", "Buy", "BUY", "prchase"],
        *["Product Viewed", "productViewed", "product-viewed", " product  viewed", "product.viewed"],
        *["__step2Reached__", "step-2Reached", "Größe gewählt", "tab\tbed", "\u00a0buy", None, "", "  ", "--"],
    ],
    "happened": [*SOUND_MOMENTS, *SOUND_MOMENTS, *SOUND_MOMENTS, *MOMENTS, None],
    "received": [*SOUND_MOMENTS[:6], None, None, "", "2026-03-02", "yesterday"],
    "loaded": [*SOUND_MOMENTS[:6], *["2026-03-02"] * 20, None, "2026-13-01"],
    "sequence": [None, None, "1", "2", " 2", "1.5"],
    "device": ["d1", "d1", "d2", " d1 ", None, "", "null", "0", "d1 ", "\u00a0d1"],
    "person": ["u1", "u1", "u2", None, None, None, "UNDEFINED", "\u00a0null", "", "staff"],
    "visit": ["s1", "s1", " s1", "s2", "0", "UNDEFINED", "undefined ", None, ""],
    "url": [None, "https://shop.example/p/1?a=1", "https://shop.example/p/1", "http://localhost/p"],
    "order_no": [None, None, "o1", "o1", " o1 ", "o2", "null", " 0"],
    "amount": [None, None, "10", "\u00a010", "10.0", "10.00005", "-3", "ten"],
    "agent": [None, None, None, None, "Mozilla/5.0", "Googlebot/2.1", "googlebot"],
    "bot": [None] * 6 + ["false", "0", "true", "maybe"],
    "internal": [None] * 8 + ["no", "YES"],
    "consent": [None, None, "true", "false", "1"],
    "browser": [None, "Firefox", "Safari"],
    "payload": [None, None, None, '{"a": 1}', "[]", '{"a": '],
}
COLUMNS = {
    "source_name": "tracker",
    "event_id": "id",
    "event_name": "event",
    "event_sequence": "sequence",
    "occurred_at": "happened",
    "received_at": "received",
    "loaded_at": "loaded",
    "anonymous_id": "device",
    "user_id": "person",
    "source_session_id": "visit",
    "page_url": "url",
    "user_agent": "agent",
    "order_id": "order_no",
    "revenue": "amount",
    "is_bot": "bot",
    "is_internal": "internal",
    "has_analytics_consent": "consent",
    "browser": "browser",
    "properties": "payload",
    # The number of the raw row; rows are told apart by it and by nothing else.
    "city": "row_number",
}
# The order of dbt_project.yml.
IDENTIFYING = [
    *["source_event_name", "occurred_at", "event_sequence", "anonymous_id", "user_id"],
    *["source_session_id", "page_url", "order_id", "revenue"],
]
# What junk may stand in.
IDS = ["event_id", "anonymous_id", "user_id", "source_session_id", "order_id"]
OVERLAPS = [
    ("backend", "web", "purchase", "order_id", 0),
    ("backend", "app", "purchase", "user_id", 1),
    ("web", "app", None, "event_id", 3600),
]
TRAFFIC_RULES = [
    ("bot", "user_agent", "matches", "[Bb]ot"),
    ("internal", "page_host", "equals", "localhost"),
    ("internal", "user_id", "in", "staff|tester"),
]
RULES = {
    "cro_traffic_rules": TRAFFIC_RULES,
    "cro_junk_ids": [("null",), ("undefined",), ("0",)],
}
SEEDS = {
    "cro_event_aliases": ("source_name", "alias", "event_name"),
    "cro_junk_ids": ("value",),
    "cro_traffic_rules": ("traffic_type", "property", "operator", "value"),
    "cro_page_type_rules": ("rule_number", "page_type", "property", "operator", "value"),
    "cro_source_overlaps": (
        *("preferred_source", "other_source", "event_name", "match_column", "max_seconds"),
    ),
}
SETTINGS = {
    "cro__sources": ["generic"],
    "cro__generic_events": "analytics.raw_rows",
    "cro__generic_source_name": "unnamed",
    "cro__generic_columns": COLUMNS,
    "cro__future_tolerance_seconds": 3600,
    "cro__exclude_bots": True,
    "cro__exclude_internal": True,
    "cro__require_analytics_consent": False,
    "cro__identifying_columns": IDENTIFYING,
    "cro__user_namespaces": {f"app {number}": f"office {number}" for number in range(0, 400, 2)},
}
STRICT = {
    **SETTINGS,
    "cro__exclude_bots": False,
    "cro__require_analytics_consent": True,
    "cro__future_tolerance_seconds": 0,
}


# --- What each row says ----------------------------------------------------------------------------


def text(value):
    return (value or "").strip(" ") or None


def read(value, readings):
    """The reading of a text, and whether there was a text that has none."""
    value = text(value)
    if value is None:
        return None, False
    return readings(value), readings(value) is None


def moment(value):
    return {raw.strip(): reading for raw, reading in MOMENTS.items()}.get(value)


def boolean(value):
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
        value.lower()
    )


def whole_number(value):
    return int(value) if re.fullmatch(r"[+-]?\d+", value) else None


def amount(value):
    # Ten thousandths, rounded half away from zero.
    return {"10": 100000, "10.0": 100000, "10.00005": 100001, "-3": -30000}.get(value)


def normalised(name):
    """Letters and digits joined by single underscores; a capital after a small letter starts a word."""
    words, previous = [""], ""
    for character in name or "":
        if character.isascii() and not character.isalnum():
            words.append("")
        elif character.isascii() and character.isupper() and re.fullmatch("[a-z0-9]", previous):
            words.append(character)
        else:
            words[-1] += character
        previous = character
    return "_".join(word for word in words if word).lower() or None


def judged(raw, settings, aliases):
    """One raw row as the package must read it, or the reason why it cannot be used."""
    unreadable = []

    def reading(column, readings):
        value, is_unreadable = read(raw[column], readings)
        if is_unreadable:
            unreadable.append(column)
        return value

    def known_id(column):
        value = text(raw[column])
        return None if (value or "").lower() in ("null", "undefined", "0") else value

    row = {
        "row": raw["row_number"],
        "source_name": text(raw["tracker"]) or "unnamed",
        "event_id": known_id("id"),
        "source_event_name": text(raw["event"]),
        "occurred_at": reading("happened", moment),
        "received_at": reading("received", moment),
        "loaded_at": reading("loaded", moment),
        "event_sequence": reading("sequence", whole_number),
        "anonymous_id": known_id("device"),
        "user_id": known_id("person"),
        "source_session_id": known_id("visit"),
        "order_id": known_id("order_no"),
        "revenue": reading("amount", amount),
        "has_analytics_consent": reading("consent", boolean),
    }
    name = normalised(row["source_event_name"])
    row["event_name"] = aliases.get((row["source_name"], name), aliases.get((None, name), name))
    agent, url = text(raw["agent"]) or "", text(raw["url"]) or ""
    row["is_bot"] = reading("bot", boolean) is True or "Bot" in agent or "bot" in agent
    row["is_internal"] = (
        reading("internal", boolean) is True or "localhost" in url or row["user_id"] == "staff"
    )
    for name in IDS:
        row[f"has_junk_{name}"] = text(raw[COLUMNS[name]]) is not None and row[name] is None
    # What tells rows of one source apart, as it was sent (a junk id is still an identity of a row).
    row["identity"] = (
        *(row[name] for name in ("source_event_name", "occurred_at", "event_sequence")),
        *(text(raw[column]) for column in ("device", "person", "visit", "url", "order_no")),
        row["revenue"],
    )
    # A row without an id of its own gets one from that, in every source the same.
    row["has_own_id"] = row["event_id"] is not None
    row["event_id"] = row["event_id"] or ("derived", row["identity"])
    tolerance = settings["cro__future_tolerance_seconds"] * SECOND
    row["fault"] = None
    if row["event_name"] is None:
        row["fault"] = "no event name"
    elif row["occurred_at"] is None:
        row["fault"] = "no usable time"
    elif row["occurred_at"].year < 1990:
        row["fault"] = "outside 1990"
    elif row["loaded_at"] is None:
        row["fault"] = "no usable load time"
    elif row["anonymous_id"] is None and row["user_id"] is None:
        row["fault"] = "neither anonymous_id nor user_id"
    elif row["occurred_at"] > (row["received_at"] or row["loaded_at"]) + tolerance:
        row["fault"] = "dated later than it arrived"
    elif unreadable:
        row["fault"] = "unreadable value"
    elif text(raw["payload"]) == '{"a":':
        row["fault"] = "not valid JSON"
    row["exclusion"] = None
    if settings["cro__exclude_internal"] and row["is_internal"]:
        row["exclusion"] = "internal"
    elif settings["cro__exclude_bots"] and row["is_bot"]:
        row["exclusion"] = "bot"
    elif settings["cro__require_analytics_consent"] and row["has_analytics_consent"] is False:
        row["exclusion"] = "no_analytics_consent"
    return row


# --- Where each row ends ---------------------------------------------------------------------------


def place_rows(rows, hashes, winners, overlaps):
    """Sets row["place"]: hashes says the identifying hash of a row, winners which rows won.

    Where rows agree in everything that the design orders by, any of them may win, and the
    one that did is taken.
    """
    events = defaultdict(list)
    for row in rows:
        if row["fault"]:
            row["place"], row["reason"] = "quarantined", row["fault"]
        else:
            events[row["source_name"], row["event_id"]].append(row)
    for copies in events.values():
        ranks = {
            row["row"]: (row["received_at"] or NEVER, row["occurred_at"], hashes[row["row"]])
            for row in copies
        }
        best = [row for row in copies if ranks[row["row"]] == min(ranks.values())]
        winner = next((row for row in best if row["row"] in winners), best[0])
        for row in copies:
            if row is not winner:
                row["place"], row["reason"] = "duplicate_id", "arrived first"
            elif row["exclusion"]:
                row["place"], row["reason"] = "excluded", row["exclusion"]
            else:
                row["place"], row["reason"] = "kept", None
    kept = [row for row in rows if row["place"] == "kept"]
    repeated = [
        row
        for row in kept
        for preferred in kept
        for rule in overlaps
        if (preferred["source_name"], row["source_name"]) == rule[:2]
        and rule[2] in (None, row["event_name"])
        and row["event_name"] == preferred["event_name"]
        and row[rule[3]] is not None
        and row[rule[3]] == preferred[rule[3]]
        and abs(row["occurred_at"] - preferred["occurred_at"]) <= rule[4] * SECOND
    ]
    for row in repeated:
        row["place"], row["reason"] = "same_action", "preferred tracker"


def world(number, rows):
    """The rows and rules of one world, under source names of its own."""
    suffix = f" {number}"
    raw_rows = []
    for row in rows:
        tracker = text(row["tracker"]) or "web"
        place = f"{number}/{len(raw_rows)}"
        raw_rows.append({**row, "row_number": place, "tracker": tracker + suffix})
    overlaps = [(rule[0] + suffix, rule[1] + suffix, *rule[2:]) for rule in OVERLAPS]
    return raw_rows, overlaps


def build(workshop, target, raw_rows, rule_rows, settings):
    inputs = {"raw_rows": (dict.fromkeys(COLUMNS.values(), "varchar"), raw_rows)}
    for seed, columns in SEEDS.items():
        rows = [dict(zip(columns, row)) for row in rule_rows.get(seed, RULES.get(seed, []))]
        inputs[seed] = (dict.fromkeys(columns, "varchar"), rows)
    return workshop.build_models(SELECTION, inputs, target=target, vars=settings)


def check(workshop, target, worlds, settings=SETTINGS):
    """Builds the worlds together and compares the whole ledger with the loops; gives the rows."""
    built_worlds = [world(number, rows) for number, rows in enumerate(worlds)]
    raw_rows = [row for rows, _ in built_worlds for row in rows]
    # A row without a tracker takes the name of the table's source, whichever world it is from.
    raw_rows.append({**dict.fromkeys(CHOICES), "row_number": "none"})
    # In every third world the app means something else by buy.
    aliases = {(None, "buy"): "purchase", (None, "prchase"): "purchase"}
    aliases |= {(f"app {number}", "buy"): "trial_started" for number in range(0, len(worlds), 3)}
    rule_rows = {
        "cro_event_aliases": [(*place, name) for place, name in aliases.items()],
        "cro_source_overlaps": [rule for _, rules in built_worlds for rule in rules],
    }
    built = build(workshop, target, raw_rows, rule_rows, settings)
    ledger = built["int_cro__event_ledger"].dicts()
    rows = [judged(raw, settings, aliases) for raw in raw_rows]
    hashes = {row["city"]: row["identifying_hash"] for row in ledger}
    identities = {(hashes[row["row"]], row["identity"]) for row in rows}
    assert len(identities) == len({pair[0] for pair in identities})
    assert len(identities) == len({pair[1] for pair in identities})
    winners = {
        row["city"] for row in ledger if row["ledger_place"] not in ("quarantined", "duplicate_id")
    }
    by_world = defaultdict(list)
    for row in rows:
        by_world[row["row"].split("/")[0]].append(row)
    for number, members in by_world.items():
        rules = built_worlds[int(number)][1] if number != "none" else []
        place_rows(members, hashes, winners, rules)

    expected = [
        {
            "city": row["row"],
            **{
                name: row[name]
                for name in (
                    *("source_name", "event_name", "source_event_name", "event_sequence"),
                    *("occurred_at", "received_at", "loaded_at", "anonymous_id", "user_id"),
                    *("source_session_id", "order_id", "is_bot", "is_internal"),
                    "has_analytics_consent",
                    *(f"has_junk_{name}" for name in IDS),
                )
            },
            "event_id": row["event_id"] if row["has_own_id"] else "derived-" + hashes[row["row"]],
            "revenue": None if row["revenue"] is None else row["revenue"] / 10000,
            "ledger_place": row["place"],
        }
        for row in rows
    ]
    found = [
        {**row, "revenue": None if row["revenue"] is None else float(row["revenue"])}
        for row in ledger
    ]
    assert_same_rows(found, expected, name="ledger")
    reasons = {row["city"]: row["ledger_reason"] for row in ledger}
    for row in rows:
        reason = reasons[row["row"]]
        assert reason is None if row["reason"] is None else row["reason"] in reason, row

    events = built["int_cro__events"]
    kept = [{"city": row["row"]} for row in rows if row["place"] == "kept"]
    assert_same_rows(events.only(["city"]), kept or events.only(["city"]), name="kept events")
    assert len(set(events.column("event_key"))) == len(kept) == len(events.rows)

    # Whoever has one id within a source, or a namespace of sources, has one key.
    namespaces = settings.get("cro__user_namespaces", {})
    for row in ledger:
        row["namespace"] = namespaces.get(row["source_name"])
    for place, id_, key in (
        ("namespace", "user_id", "user_key"),
        ("source_name", "anonymous_id", "anonymous_key"),
    ):
        owners = {(row[place], row[id_], row[key]) for row in ledger}
        known = {owner for owner in owners if owner[1] is not None}
        assert {owner[2] for owner in owners - known} <= {None}
        assert len({owner[:2] for owner in known}) == len({owner[2] for owner in known}) == len(known)

    def per_day(rows, loaded_at):
        days = ((row[loaded_at] or NEVER).date() for row in rows)
        return Counter(zip((row["source_name"] for row in rows), days))

    assert per_day(ledger, "loaded_at") == per_day(rows, "loaded_at")
    return rows


def random_template(chance):
    """A raw row that is sound and kept in most draws."""
    while True:
        row = {name: chance.choice(choices) for name, choices in CHOICES.items()}
        found = judged({**row, "row_number": None}, SETTINGS, {})
        if found["fault"] is None and (found["exclusion"] is None or chance.random() < 0.3):
            return row
        if chance.random() < 0.01:
            return row


def random_world(chance):
    """Few ids and few moments, so that rows collide; rows that change little collide fully."""
    template = random_template(chance)
    changed = chance.choice([["tracker", "happened"], ["tracker"], list(CHOICES)])
    changes = chance.choice([0.02, 0.1, 0.3, 1])
    return [
        {
            name: chance.choice(choices)
            if chance.random() < (1 if name in changed and len(changed) < 3 else changes)
            else template[name]
            for name, choices in CHOICES.items()
        }
        for _ in range(chance.randint(1, 9))
    ]


def random_worlds(count, seed):
    chance = random.Random(seed)
    return [random_world(chance) for _ in range(count)]


# --- Tests -------------------------------------------------------------------------------------------


def test_every_row_of_many_worlds_ends_in_its_place(workshop):
    rows = check(workshop, "duckdb", random_worlds(700, seed=1))
    places = Counter(row["place"] for row in rows)
    assert places.keys() == {"kept", "duplicate_id", "quarantined", "excluded", "same_action"}
    assert min(places.values()) > 50, places
    faults = Counter(row["fault"] for row in rows)
    assert len(faults) == 9 and min(faults.values()) > 20, faults
    assert {row["exclusion"] for row in rows if row["place"] == "excluded"} == {"bot", "internal"}
    kept_junk = {name: sum(row[f"has_junk_{name}"] for row in rows if row["place"] == "kept") for name in IDS}
    assert min(kept_junk.values()) > 20, kept_junk


def test_the_settings_decide_who_is_left_out(workshop):
    rows = check(workshop, "duckdb", random_worlds(150, seed=2), STRICT)
    excluded = {row["exclusion"] for row in rows if row["place"] == "excluded"}
    assert excluded == {"internal", "no_analytics_consent"}


def test_every_row_ends_in_its_place_on_postgres(workshop):
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
def test_any_rows_end_in_their_place(workshop, worlds):
    check(workshop, "duckdb", worlds)


def test_the_winner_does_not_depend_on_the_order_of_rows(workshop):
    """Rows that differ in one column no rule orders by, in every order, some delivered twice."""
    base = {
        **dict.fromkeys(CHOICES),
        **{"id": "e1", "event": "purchase", "device": "d1"},
        **{"happened": "2026-03-01 12:00:00", "loaded": "2026-03-02"},
    }
    # Columns that neither identify a row nor order its copies, so that only their values can.
    variants = [{"browser": "Firefox"}, {"browser": "Safari"}, {"consent": "true"}]
    variants += [{"consent": "false"}, {}, {"internal": "no"}, {"row_number": "7"}]
    chance = random.Random(5)
    kept = []
    for _ in range(2):
        raw_rows = [
            {**base, **variant, "tracker": f"web {number}"}
            for number in range(60)
            for variant in random.Random(number).sample(variants, 3)
        ]
        raw_rows += chance.sample(raw_rows, 40)
        chance.shuffle(raw_rows)
        kept.append(build(workshop, "duckdb", raw_rows, {}, SETTINGS)["int_cro__events"])
    assert len(kept[0].rows) == 60
    for table in kept[1:]:
        assert_same_rows(table, kept[0])


def test_empty_ids_of_a_model_of_yours_are_none(build_models):
    """A further source need not go through an adapter that turns empty text into null and takes off blanks."""
    row = {
        **{"source_name": "crm", "source_event_name": "purchase", "event_id": ""},
        **{"occurred_at": NOON, "loaded_at": NOON, "anonymous_id": "d1", "user_id": ""},
        **{"source_session_id": "", "order_id": " ", "properties": None},
    }
    rows = [row, {**row, "anonymous_id": " d2 ", "order_id": " 7 "}]
    rows += [{**row, "anonymous_id": "", "user_id": " "}, {**row, "event_id": " "}]
    rows += [{**row, "anonymous_id": " d3", "user_id": "NULL ", "order_id": " null "}]
    inputs = {"stg_cro__tracker_events": rows}
    inputs |= {
        seed: (dict.fromkeys(names, "varchar"), [dict(zip(names, rule)) for rule in RULES.get(seed, [])])
        for seed, names in SEEDS.items()
    }
    models = SELECTION.replace("stg_cro__generic_events stg_cro__tracker_events ", "")
    ledger = build_models(models, inputs, vars=SETTINGS)["int_cro__event_ledger"]
    found = ["anonymous_id", "user_id", "source_session_id", "order_id", "ledger_place"]
    assert_same_rows(
        ledger.only(found),
        [
            dict(zip(found, ("d1", None, None, None, "kept"))),
            dict(zip(found, ("d2", None, None, "7", "kept"))),
            dict(zip(found, (None, None, None, None, "quarantined"))),
            dict(zip(found, ("d1", None, None, None, "duplicate_id"))),
            dict(zip(found, ("d3", None, None, None, "kept"))),
        ],
    )
