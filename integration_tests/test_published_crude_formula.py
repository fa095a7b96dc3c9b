"""The crude column against PostHog's published correlation, done again from single events.

As its correlation runner has it (posthog/posthog, funnel_correlation_query_runner): everybody who
entered the funnel counts; success is the goal within the window; an action counts for an actor
where it lies strictly after the entry and strictly before the goal, or before the window's end if
there is none, and no later than the last day asked for; the odds ratio adds one to each cell.

The package's entry is the first event of a visit or a visitor, which cannot come again, so that
the rule by which a second entry replaces the first never applies. Shares no code with the models
or with correlation_oracle.
"""

import datetime
import math
from collections import defaultdict

import pytest
from correlation_worlds import LANDMARKS, make_worlds

MODELS = "stg_cro__landmarks stg_cro__passive_events"
MODELS += " +mart_cro__micro_macro_estimates,models/correlations"
CELLS = ["exposed_converted", "exposed_not", "unexposed_converted", "unexposed_not"]


def actors_of(events, sessions):
    """The events of each visit and visitor; who was only ever seen by servers did not enter."""
    by_server = {row["session_key"] for row in sessions if row["is_server_only"]}
    actors, seen = defaultdict(list), set()
    for event in events:
        visitor = ("visitor", event["visitor_key"])
        actors[visitor].append(event)
        if event["session_key"] not in by_server:
            seen.add(visitor)
            seen.add(("session", event["session_key"]))
            actors["session", event["session_key"]].append(event)
    return {actor: actors[actor] for actor in seen}


def stories(actors, matches):
    """When each actor entered, and what they did and when, of what anybody asks about."""
    return {
        actor: (
            min(event["occurred_at"] for event in events),
            [
                (event["occurred_at"], matches[event["event_key"]])
                for event in events
                if event["event_key"] in matches
            ],
        )
        for actor, events in actors.items()
    }


def entry_sources(events, sessions):
    """The source of the first visit of each visit and visitor."""
    source = {
        row["session_key"]: row["source_name"] for row in sessions if not row["is_server_only"]
    }
    found = {}
    for event in sorted(events, key=lambda event: event["occurred_at"]):
        if event["session_key"] in source:
            for actor in (
                ("session", event["session_key"]),
                ("visitor", event["visitor_key"]),
            ):
                found.setdefault(actor, source[event["session_key"]])
    return found


def correlation(told, unit, window, date_to, action, goal):
    """The four cells over the stories given."""
    cells = dict.fromkeys(CELLS, 0)
    for (kind, _), (entered, deeds) in told.items():
        if kind != unit or entered > date_to:
            continue
        window_ends = entered + datetime.timedelta(seconds=window)
        last = min(window_ends, date_to)
        reached = min((at for at, what in deeds if goal in what and at <= last), default=None)
        until = reached or window_ends
        did = any(action in what and entered < at < until and at <= date_to for at, what in deeds)
        cells[f"{'exposed' if did else 'unexposed'}_{'converted' if reached else 'not'}"] += 1
    return cells


def opens_with(actors, matches, goal):
    """Actors whose very first moment holds nothing but the goal: they entered by reaching it."""
    for actor, events in actors.items():
        entered = min(event["occurred_at"] for event in events)
        opening = [event for event in events if event["occurred_at"] == entered]
        if len(opening) == 1 and goal in matches.get(opening[0]["event_key"], ()):
            yield actor


def matches_of(rows):
    found = defaultdict(set)
    for match in rows:
        found[match["event_key"]].add(match["conversion_key"])
    return dict(found)


def crude_rows(table, measure="odds_ratio"):
    return [
        row
        for row in table.dicts()
        if row["method"] == "crude" and row["measure"] == measure
    ]


@pytest.fixture(scope="module")
def rows():
    return make_worlds(120, seed=29)


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def estimates(request, workshop, rows):
    built = workshop.build_models(
        MODELS, rows, target=request.param, vars={"cro__session_gap_seconds": 20}
    )
    return built["mart_cro__micro_macro_estimates"]


def test_crude_cells_and_odds_ratios_are_the_published_ones(estimates, rows):
    date_to = rows["int_cro__watermark"][0]["watermark_at"]
    matches = matches_of(rows["int_cro__conversion_events"])
    worlds = {
        row["session_key"]: row["segment_value"]
        for row in rows["int_cro__session_segments"]
        if row["segment_name"] == "world"
    }
    actors = defaultdict(dict)
    for actor, events in actors_of(
        rows["int_cro__session_events"], rows["int_cro__sessions"]
    ).items():
        actors[worlds[events[0]["session_key"]]][actor] = events
    told = {world: stories(actors[world], matches) for world in actors}
    windows = {(unit, mark, span): mark + span for unit, mark, span in LANDMARKS}
    compared = left_out = 0
    for row in crude_rows(estimates):
        if row["segment_name"] != "world":
            continue
        world, goal = actors[row["segment_value"]], row["macro_conversion_key"]
        if any(opens_with(world, matches, goal)):
            left_out += 1
            continue
        window = windows[row["unit"], row["landmark_seconds"], row["horizon_seconds"]]
        action = row["micro_conversion_key"]
        cells = correlation(
            told[row["segment_value"]], row["unit"], window, date_to, action, goal
        )
        assert {name: row[name] for name in CELLS} == cells, row
        a, b, c, d = cells.values()
        if a + b and c + d:
            published = (a + 1) * (d + 1) / ((b + 1) * (c + 1))
            assert math.isclose(row["estimate"], published, rel_tol=1e-12), row
        else:
            assert row["estimate"] is None, row
        compared += 1
    assert compared > 2000 and left_out < compared, (compared, left_out)


def test_the_demos_crude_column_is_the_published_one(demos):
    demo = demos("duckdb")
    events = demo.read("int_cro__session_events").dicts()
    sessions = demo.read("int_cro__sessions").dicts()
    actors, source = actors_of(events, sessions), entry_sources(events, sessions)
    matches = matches_of(demo.read("int_cro__conversion_events").dicts())
    date_to = demo.read("int_cro__watermark").dicts()[0]["watermark_at"]
    told = stories(actors, matches)
    rows = crude_rows(demo.read("mart_cro__micro_macro_estimates"))
    goals = {row["macro_conversion_key"] for row in rows}
    opened = {goal: list(opens_with(actors, matches, goal)) for goal in goals}
    # Four sites have four funnels: only who enters where the goal is ever reached enters it.
    entrants = {}
    for goal in goals:
        sites = {
            source[actor]
            for actor, (_, deeds) in told.items()
            if any(goal in what for _, what in deeds)
        }
        entrants[goal] = {
            actor: story for actor, story in told.items() if source[actor] in sites
        }
    compared = 0
    for row in rows:
        action, goal = row["micro_conversion_key"], row["macro_conversion_key"]
        if row["segment_name"] != "all":
            continue
        window = row["landmark_seconds"] + row["horizon_seconds"]
        cells = correlation(entrants[goal], row["unit"], window, date_to, action, goal)
        # To enter by reaching the goal is the one case in which the package counts on.
        if row["unit"] not in {unit for unit, _ in opened[goal]}:
            assert {name: row[name] for name in CELLS} == cells, row
            compared += 1
    assert compared > 80, compared
