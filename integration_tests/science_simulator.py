"""People who act at random, many worlds at a time, as the tables that the correlation reads.

A world is a source of its own with its own macro conversion and its own micro conversions, so
one build compares all of them, each by itself.
"""

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

DAY = 86400.0
START = "2026-03-02"
WATERMARK = "2026-07-01"
PASSIVE_EVENTS = ["scroll", "heartbeat", "page_leave"]


@dataclass(frozen=True)
class Action:
    """What somebody can do; each world has its own conversion of this name."""

    event_name: str
    conversion: str | None = None
    kind: str = "micro"
    is_milestone: bool = False


LOOK = Action("look")
MICRO = Action("click", "micro")
BUY = Action("buy", "macro", "macro")


@dataclass
class Journey:
    """Sessions that are going on, and everything done in them."""

    chance: np.random.Generator
    actions: list
    worlds: int
    sessions: list = field(default_factory=list)
    events: list = field(default_factory=list)
    now: np.ndarray = field(default_factory=lambda: np.zeros(0))

    @property
    def size(self):
        """Events, counted more where each is compared for many micro conversions."""
        return sum(map(len, self.events)) * (1 + len(self.actions) / 10)

    def visits(self, world, visitor, at, number=1, **segments):
        """Open one session for each row; gives their numbers."""
        first = len(self.now)
        given = {"world": world, "visitor": visitor, "moment": at, "number": number}
        self.sessions.append(pd.DataFrame({**given, **segments}))
        self.now = np.concatenate([self.now, at])
        return np.arange(first, len(self.now))

    def people(self, per_world, **segments):
        """One visit for everybody, some time in four weeks."""
        world = np.repeat(np.arange(self.worlds), per_world)
        at = self.chance.uniform(0, 28 * DAY, len(world))
        return self.visits(world, np.arange(len(world)), at, **segments)

    def act(self, who, action, after=0.0):
        """action is a position in actions, or one for each of who."""
        self.events.append(
            pd.DataFrame(
                {
                    "session": who.astype(np.int32),
                    "moment": self.now[who] + after,
                    "action": np.broadcast_to(action, len(who)).astype(np.int16),
                }
            )
        )

    def walk(self, who, step, pause=None, longest=60):
        """step(who, number) acts and says who goes on; then time passes."""
        for number in range(longest):
            if not len(who):
                return
            who = who[step(who, number)]
            passed = pause(who) if pause else self.chance.exponential(20, len(who))
            self.now[who] += 3 + passed

    def happens(self, who, share):
        return self.chance.random(len(who)) < share


def tables(
    journeys, folder, watermark=WATERMARK, has_few_populations=False, has_shared_pair=False
):
    """Parquet files by relation, from named journeys, and the name of each world.

    Nothing is known of what comes after the watermark. With has_few_populations, no half of a
    world and no month is compared by itself, and no visitors who never return. With
    has_shared_pair, worlds also have a pair of conversions in common, because landmark and
    crude know no sources: they are read by the segment "journey".
    """
    connection = duckdb.connect()
    connection.execute("set memory_limit = '2GB'")
    names, offset, action_count = [], 0, 0
    given = {"sessions": [], "events": [], "actions": []}
    for name, journey in journeys:
        sessions = pd.concat(journey.sessions, ignore_index=True)
        sessions["world"] += len(names)
        sessions["visitor"] += offset
        given["sessions"].append(sessions.assign(journey=name if has_shared_pair else None))
        for events in journey.events:
            given["events"].append(
                events.assign(
                    session=events["session"] + np.int32(offset),
                    action=events["action"] + np.int16(action_count),
                )
            )
        given["actions"].append(
            pd.DataFrame([vars(action) for action in journey.actions]).assign(
                from_world=len(names), until_world=len(names) + journey.worlds
            )
        )
        names += [name] * journey.worlds
        offset += len(sessions)
        action_count += len(journey.actions)
    for name, frames in given.items():
        connection.register(f"given_{name}", pd.concat(frames, ignore_index=True))
    connection.execute(f"create macro moment(seconds) as {MOMENT}")
    connection.execute(EVENTS.format(watermark=watermark))
    known = {"world", "visitor", "moment", "number"}
    columns = pd.concat([frame.iloc[:0] for frame in given["sessions"]]).columns
    relations = dict(RELATIONS)
    for column in columns:
        if column not in known:
            relations["int_cro__session_segments"] += SEGMENT.format(name=column)
    if has_few_populations:
        relations["int_cro__population_members"] = FEW_POPULATIONS
        if "device_category" in columns:
            relations["int_cro__population_members"] += DEVICE_POPULATIONS
    paths = {}
    for relation, sql in relations.items():
        paths[relation] = folder / f"{relation}.parquet"
        sql = sql.format(watermark=watermark)
        connection.execute(f"copy ({sql}) to '{paths[relation]}' (format parquet)")
    connection.close()
    return paths, names


MOMENT = f"timestamp '{START}' + to_microseconds(cast(seconds * 1e6 as bigint))"
# Short keys, because the engine keeps texts of twelve characters without a pointer; a device
# key starts with the sign of a hash, by which devices are dealt out.
EVENTS = f"""
    create table sessions as
    select
        *,
        row_number() over () - 1 as session,
        's' || row_number() over () - 1 as session_key,
        'v' || visitor as visitor_key,
        left(md5('v' || visitor), 1) || visitor as device_key,
        'w' || world as source_name
    from given_sessions;

    create table actions as
    select
        *,
        row_number() over () - 1 as action
    from given_actions;

    create table plan as
    select
        conversion || '_' || world as conversion_key,
        world,
        kind,
        bool_or(is_milestone) as is_milestone,
        bool_and(event_name in ({str(PASSIVE_EVENTS)[1:-1]})) as is_passive
    from actions
    inner join range(0, (select max(until_world) from actions)) as worlds (world)
        on world >= from_world and world < until_world
    where conversion is not null
    group by all
    union all
    select
        kind || '_shared' as conversion_key,
        -1 as world,
        kind,
        false as is_milestone,
        false as is_passive
    from (values ('micro'), ('macro')) as kinds (kind)
    where exists (from sessions where journey is not null);

    create table events as
    select
        events.number,
        'e' || events.number as event_key,
        moment(events.moment) as occurred_at,
        sessions.session_key,
        sessions.visitor_key,
        sessions.device_key,
        sessions.source_name,
        sessions.journey,
        actions.conversion,
        actions.event_name,
        actions.conversion || '_' || sessions.world as conversion_key,
        actions.kind
    from (select *, row_number() over () as number from given_events) as events
    inner join sessions on events.session = sessions.session
    inner join actions on events.action = actions.action
    where moment(events.moment) <= timestamp '{{watermark}}';

    create table conversions as
    select *, 'c' || number as conversion_event_key
    from events
    where conversion_key is not null
    union all
    select * replace (kind || '_shared' as conversion_key), 's' || number
    from events
    where conversion in ('micro', 'macro') and journey is not null;
"""
RELATIONS = {
    "int_cro__session_events": """
        select event_key, source_name, event_name, occurred_at, number as event_sequence,
            visitor_key, device_key, session_key
        from events
    """,
    "int_cro__sessions": """
        select session_key, visitor_key, source_name, device_key, false as is_server_only,
            cast(number as bigint) as session_number, moment(moment) as started_at
        from sessions
        where moment(moment) <= timestamp '{watermark}'
    """,
    "int_cro__session_segments": """
        select session_key, 'all' as segment_name, 'all' as segment_value from sessions
    """,
    "int_cro__conversion_events": """
        select conversion_event_key, event_key, conversion_key,
            kind as conversion_type, 1 as definition_version, visitor_key, session_key,
            source_name, occurred_at, number as event_sequence, true as is_counted
        from conversions
    """,
    "fct_cro__macro_conversions": """
        select conversion_event_key, conversion_key as macro_conversion_key,
            event_key, visitor_key, session_key, source_name, occurred_at, 10 as net_value
        from conversions
        where kind = 'macro'
    """,
    "dim_cro__micro_conversions": """
        select plan.conversion_key as micro_conversion_key, 1 as definition_version,
            plan.conversion_key as label, true as is_latest_version, 'active' as status,
            macros.conversion_key as leads_to, 'intent' as funnel_stage,
            case when plan.is_milestone then 'process_milestone' else 'secondary_action' end
                as category,
            plan.is_passive, 'medium' as intent_strength
        from plan
        inner join plan as macros on plan.world = macros.world and macros.kind = 'macro'
        where plan.kind = 'micro'
    """,
    "dim_cro__macro_conversions": """
        select conversion_key as macro_conversion_key, 1 as definition_version,
            conversion_key as label, true as is_latest_version, 'active' as status
        from plan
        where kind = 'macro'
    """,
    "int_cro__watermark": "select timestamp '{watermark}' as watermark_at",
}
SEGMENT = """
        union all
        select session_key, '{name}', cast({name} as varchar) from sessions
        where {name} is not null
"""
FEW_POPULATIONS = """
    select 'session' as unit, session_key as unit_key, 'active' as clock,
        'segment' as population_type, 'all' as population_name, 'all' as population_value
    from sessions
    union all
    select distinct 'visitor', visitor_key, 'active', 'segment', 'all', 'all'
    from sessions
    where world in (select world from sessions where number > 1)
"""
DEVICE_POPULATIONS = """
    union all
    select 'session', session_key, 'active', 'segment', 'device_category', device_category
    from sessions
    where device_category is not null
"""
