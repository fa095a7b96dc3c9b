"""Candidates equal a plain Python search: what is one, how it compares, which half found it."""

from collections import defaultdict
from functools import cache

import pytest
from correlation_oracle import Oracle, mantel_haenszel
from correlation_worlds import PASSIVE, START, make_worlds
from scipy import stats
from statsmodels.stats.multitest import multipletests
from support import as_table, assert_same_rows
from test_correlation_oracle import DEVIATE, LIMITS, STAGES, VARS

MACROS = ("bought", "renewed", "upgraded", "praised")
LEAST_VISITORS, MOST_VALUES = 30, 6
# Four times slower than the other worlds, in which most who buy do so within ten seconds.
SLOWER, HORIZON, GAP = 4, 60, 80
SETTINGS = {
    **VARS,
    "cro__session_gap_seconds": GAP,
    "cro__visitor_horizon_seconds": HORIZON,
    "cro__min_candidate_visitors": LEAST_VISITORS,
    "cro__max_candidate_values": MOST_VALUES,
    "cro__min_expected_conversions": 5,
    "cro__min_exposed_units": 5,
    "cro__min_conversions": 5,
}
# A text, a yes or no, and a number, which is never a value to look for.
PROPERTIES = [("colour", "text"), ("is_member", "boolean"), ("price", "number")]
# What the plan looks at already: one event by its name, one property of another.
PLANNED_EVENT, PLANNED_PROPERTY = "look", ("click", "colour")
# What a draft looks at: an event, and one property of it.
DRAFT_EVENT, DRAFT_PROPERTY = "renew", ("renew", "is_member")
COLOURS = ["red", " red", "blue", "green", None]
NO_FINDS = ("after_macro", "coincident", "structural", "no_comparison")
MODELS = [
    *("stg_cro__landmarks", "stg_cro__passive_events"),
    *("int_cro__candidate_keys", "int_cro__candidate_plan_rows"),
    "+mart_cro__micro_conversion_candidates,models/correlations",
    "mart_cro__micro_conversion_candidates",
]
HALVES = ("half_of_devices", "half_of_devices")


def values_of(number, name):
    """What an event carries, without chance: the same event always the same."""
    return {
        "colour": COLOURS[number % 5],
        "is_member": None if name == "buy" else ("true" if number % 3 else "false"),
        "price": str(number % 7),
        "page_type": "checkout" if name == "form" else (None, "home", "product")[number % 11 % 3],
    }


def rule_of(event_name):
    return {"conversion_key": event_name, "definition_version": 1, "rule_group": "1"}


@cache
def worlds():
    """Rows of all inputs, and the candidates that each event is."""
    rows = make_worlds(100, seed=29)
    for table, column in (
        *(("int_cro__session_events", "occurred_at"), ("int_cro__watermark", "watermark_at")),
        ("int_cro__conversion_events", "occurred_at"),
    ):
        rows[table] = [
            {**row, column: START + SLOWER * (row[column] - START)} for row in rows[table]
        ]
    events, carried = [], {}
    for number, event in enumerate(rows["int_cro__session_events"]):
        values = values_of(number, event["event_name"])
        # Half of these have something in common, so that a value says more than chance.
        if event["event_name"] == "pick" and event["visitor_key"] < "8":
            values["colour"] = "gold"
        carried[event["event_key"]] = {
            name: value.strip() for name, value in values.items() if value and name != "price"
        }
        properties = {name: value for name, value in values.items() if name != "page_type"}
        events.append(
            {
                "event_key": event["event_key"],
                "event_name": event["event_name"],
                "page_type": values["page_type"],
                "properties": properties,
            }
        )
    rows.update(
        {
            "int_cro__events": events,
            "int_cro__planned_events": [
                {"event_name": PLANNED_EVENT}, {"event_name": DRAFT_EVENT}
            ],
            "int_cro__named_events": [
                {**rule_of(PLANNED_EVENT), "event_name": PLANNED_EVENT, "is_counted": True},
                {**rule_of(DRAFT_EVENT), "event_name": DRAFT_EVENT, "is_counted": False},
            ],
            "stg_cro__plan_rules": [
                {**rule_of(DRAFT_EVENT), "property_name": "event_name"},
                {**rule_of(DRAFT_EVENT), "property_name": DRAFT_PROPERTY[1]},
            ],
            "int_cro__needed_properties": [
                {"event_name": PLANNED_PROPERTY[0], "property_name": PLANNED_PROPERTY[1]}
            ],
            "stg_cro__plan_properties": [
                {"property_name": name, "property_type": kind, "path": name}
                for name, kind in PROPERTIES
            ],
            "stg_cro__past_tense_words": [],
            "cro__tracking_plan_gate": [{"is_plan_valid": 1}],
        }
    )
    return rows, carried


@cache
def candidates():
    """What is a candidate, to its events: looked for event by event."""
    rows, carried = worlds()
    found, names = defaultdict(list), defaultdict(list)
    for event in rows["int_cro__session_events"]:
        if event["event_name"] in PASSIVE:
            continue
        names[event["event_name"]].append(event)
        for name, value in carried[event["event_key"]].items():
            found[event["event_name"], name, value].append(event)
    visitors = {
        place: len({event["visitor_key"] for event in events})
        for place, events in [*found.items(), *names.items()]
    }
    events = {
        (name, None, None): own for name, own in names.items() if visitors[name] >= LEAST_VISITORS
    }
    telling = [
        place
        for place, own in found.items()
        if visitors[place] >= LEAST_VISITORS and len(own) < 0.95 * len(names[place[0]])
    ]
    counts = sorted((visitors[place] for place in telling), reverse=True)
    # Which of two equally frequent ones is the last is for the hash to say.
    assert counts[MOST_VALUES - 1] > counts[MOST_VALUES]
    values = {
        place: found[place] for place in telling if visitors[place] >= counts[MOST_VALUES - 1]
    }
    return {**events, **values}


def is_planned(name, property_name):
    if property_name is None:
        return name in (PLANNED_EVENT, DRAFT_EVENT)
    return (name, property_name) in (PLANNED_PROPERTY, DRAFT_PROPERTY)


@cache
def measures():
    """Every candidate compared in the halves of devices, by unit, half, candidate and macro."""
    rows, _ = worlds()
    milestones = set(STAGES["bought"])
    matches = [
        match
        for match in rows["int_cro__conversion_events"]
        if match["conversion_type"] == "macro" or match["conversion_key"] in milestones
    ]
    for place, events in candidates().items():
        matches += [
            {"event_key": event["event_key"], "conversion_key": place, "conversion_type": "micro"}
            for event in events
        ]
    oracle = Oracle({**rows, "int_cro__conversion_events": matches})
    seen = {place[0]: set() for place in candidates()}
    for event in rows["int_cro__session_events"]:
        if event["event_name"] in seen:
            source = oracle.sessions[event["session_key"]]["source_name"]
            seen[event["event_name"]].add(source)
    sources = oracle.sources()
    pairs = {
        (place, macro)
        for place in candidates()
        for macro in MACROS
        if seen[place[0]] & sources[macro]
    }
    questions = defaultdict(list)
    for (unit, *population, place, macro), *step in oracle.same_steps(
        sorted(pairs, key=str), STAGES, LIMITS, horizon=HORIZON, gap=GAP, segment="device_category"
    ):
        if tuple(population[:2]) == HALVES:
            questions[unit, population[2], place, macro].append(step)
    return {key: mantel_haenszel(steps) for key, steps in questions.items()}


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def built(request, workshop):
    rows, _ = worlds()
    return workshop.build_models(MODELS, rows, target=request.param, vars=SETTINGS)


def by_key(built):
    """Candidate key to what it is."""
    names = ("event_name", "property_name", "property_value")
    return {
        row["candidate_key"]: tuple(row[name] for name in names)
        for row in built["int_cro__candidates"].dicts()
    }


def test_what_is_a_candidate(built):
    expected = [
        {
            "candidate_type": "event" if name is None else "property_value",
            "event_name": event_name,
            "property_name": name,
            "property_value": value,
            "event_count": len(events),
            "visitor_count": len({event["visitor_key"] for event in events}),
            "is_planned": is_planned(event_name, name),
        }
        for (event_name, name, value), events in candidates().items()
    ]
    assert {row["is_planned"] for row in expected} == {True, False}
    assert len(expected) > MOST_VALUES + 3
    assert_same_rows(built["int_cro__candidates"].without("candidate_key"), as_table(expected))


def test_candidates_are_compared_like_micro_conversions(built):
    halves = {
        row["population_key"]: row["population_value"]
        for row in built["int_cro__populations"].dicts()
        if (row["population_type"], row["population_name"]) == HALVES
    }
    places = by_key(built)
    found = [
        {
            **row,
            "half": halves[row["population_key"]],
            "candidate": str(places[row["action_key"]]),
        }
        for row in built["int_cro__same_step_measures"].dicts()
        if row["population_key"] in halves and row["action_key"] in places and row["stratum_count"]
    ]
    expected, supported_count = [], 0
    for (unit, half, place, macro), answer in measures().items():
        # What is planned already is looked at as a micro conversion.
        if answer is None or is_planned(*place[:2]):
            continue
        supported = min(answer["expected"]) >= 5 - 1e-9
        supported_count += supported
        error = answer["clustered_difference_error"]
        cells = ("exposed_converted", "exposed_not", "unexposed_converted", "unexposed_not")
        expected.append(
            {
                "unit": unit,
                "half": half,
                "candidate": str(place),
                "macro_conversion_key": macro,
                "stratum_count": len(answer["strata"]),
                **dict(zip(cells, answer["cells"])),
                "risk_difference": answer["difference"] if supported else None,
                "risk_difference_lower": (
                    max(answer["difference"] - DEVIATE * error, -1) if supported else None
                ),
                "risk_ratio": answer["ratio"] if supported else None,
                "p_value": float(stats.chi2.sf(answer["chi_square"], 1)) if supported else None,
            }
        )
    assert supported_count > 20
    assert_same_rows(as_table(found), expected)


def test_found_on_one_half_and_reported_on_the_other(built):
    places = by_key(built)
    verdicts = {}
    for row in built["int_cro__verdicts"].dicts():
        if row["is_candidate"] and row["population_type"] == "half_of_devices":
            place = places[row["action_key"]]
            question = row["unit"], row["population_value"], place, row["macro_conversion_key"]
            verdicts[question] = row
    q_values = family_corrections(verdicts)
    finds = defaultdict(list)
    for (unit, half, place, macro), row in verdicts.items():
        answer = measures().get((unit, half, place, macro))
        if half != "first" or is_planned(*place[:2]) or row["verdict"] in NO_FINDS:
            continue
        if answer is None or min(answer["expected"]) < 5 - 1e-9:
            continue
        exposed = sum(answer["cells"][:2])
        finds[unit, macro].append((answer["difference"] * exposed, place, row["verdict"]))
    expected = []
    for (unit, macro), found in finds.items():
        found.sort(key=lambda find: -find[0])
        for rank, (conversions, place, verdict) in enumerate(found, start=1):
            reported = unit, "second", place, macro
            answer = measures().get(reported)
            supported = answer is not None and min(answer["expected"]) >= 5 - 1e-9
            expected.append(
                {
                    **{"unit": unit, "macro_conversion_key": macro, "finding_rank": rank},
                    "macro_label": macro.capitalize(),
                    **dict(zip(("event_name", "property_name", "property_value"), place)),
                    "finding_verdict": verdict,
                    "finding_associated_conversions": conversions,
                    "verdict": verdicts[reported]["verdict"],
                    "risk_difference": answer["difference"] if supported else None,
                    "risk_ratio": answer["ratio"] if supported else None,
                    "q_value": q_values.get(reported),
                }
            )
    assert len(expected) > 10
    assert sum(row["q_value"] is not None for row in expected) > 5
    assert_same_rows(built["mart_cro__micro_conversion_candidates"], expected)


def family_corrections(verdicts):
    """q values by question: one family per unit, half and macro conversion."""
    families = defaultdict(dict)
    for (unit, half, place, macro), row in verdicts.items():
        in_family = row["first_verdict"] is None and not is_planned(*place[:2])
        if in_family and row["unskewed_p_value"] is not None:
            families[unit, half, macro][unit, half, place, macro] = row["unskewed_p_value"]
    return {
        question: float(q_value)
        for family in families.values()
        for question, q_value in zip(family, multipletests(list(family.values()), method="fdr_bh")[1])
    }
