"""Many raw rows that arrive in many loads, made by one statement inside DuckDB.

Who does what follows from hashes, so the same numbers give the same rows. All that makes a
history hard is in it: rows late by up to 60 days, duplicates, logins, shared devices, orders that
cross visitors, actions that two trackers report, load times that arrive in two parts, old loads
that arrive after new ones, bots, rows dated in the future and rows without a time.
"""

from incremental_histories import ARRIVING, COLUMNS, NOT_COMPARED, START

CHANCE = "create or replace macro main.chance(salt, number) as hash(number, salt) % 1000000 / 1000000.0"
ARRIVALS = """
create or replace table main.arrivals as
with

visits as (
    select
        visit,
        cast(floor(pow(main.chance('device', visit), 1.5) * {visits} * 0.6) as bigint) as device_number,
        cast(floor(main.chance('day', visit) * {days}) as bigint) as day,
        main.chance('second', visit) * 86400 as second,
        1 + cast(floor(pow(main.chance('length', visit), 2) * 14) as bigint) as length
    from range({visits}) as visits (visit)
),

people as (
    select
        *,
        -- A few people have many devices, and some devices several people.
        cast(floor(main.chance('person', device_number) * {visits} * 0.2) as bigint)
        + case
            when main.chance('shared', device_number) < 0.1
                then cast(main.chance('who', visit) < 0.5 as bigint)
            else 0
        end as person,
        main.chance('known', device_number) < 0.3 and main.chance('login', visit) < 0.5 as logs_in,
        case when main.chance('tracker', device_number) < 0.12 then 'app' else 'web' end as tracker,
        main.chance('bot', device_number) < 0.01 as is_bot
    from visits
),

steps as (
    select
        people.*,
        unnest(range(length)) as step
    from people
),

named as (
    select
        *,
        visit * 100 + step as number,
        main.chance('event', visit * 100 + step) as event_chance,
        timestamp '{start}' + to_days(cast(day as integer))
        + to_microseconds(cast(1000000 * (
            second + step * 200 * main.chance('pace', visit)
            -- Some visits have a pause about as long as the gap that ends a visit.
            + case
                when main.chance('pause', visit) < 0.3 and step >= 2
                    then 1500 + 600 * main.chance('rest', visit)
                else 0
            end
        ) as bigint)) as occurred_at
    from steps
),

first_rows as (
    select
        number,
        visit,
        person,
        day,
        tracker,
        case
            when event_chance < 0.45 then 'Product Viewed'
            when event_chance < 0.65 then 'added'
            when event_chance < 0.72 and step > 0 then 'purchase'
            else 'page_seen'
        end as event,
        occurred_at,
        case
            when tracker = 'app' or main.chance('unnamed', device_number) >= 0.05 then 'e' || number
        end as id,
        'd' || device_number as device,
        case when logs_in and step > length / 3 then 'u' || person end as person_id,
        case when tracker = 'app' then 's' || visit end as visit_id,
        case when event_chance < 0.3 then '/pricing' else 'https://shop.example/p/' || number % 50 end as url,
        case
            when step = 0 and main.chance('campaign', visit) < 0.3
                then '?utm_source=Google&utm_medium=cpc'
            else ''
        end as campaign,
        case when main.chance('referred', visit) < 0.4 then 'https://www.google.com/search' end as referrer,
        case when is_bot then 'Googlebot' else 'Mozilla' end as agent,
        case number % 3 when 0 then 'Firefox' when 1 then 'Safari' end as browser,
        case
            when main.chance('plan', visit) < 0.6 then '{{"plan": "pro"}}'
            else '{{"plan": "free"}}'
        end as props
    from named
),

-- The order of one visit is told in another one too, which is mostly somebody else's.
ordered as (
    select
        *,
        case
            when event <> 'purchase' then null
            when main.chance('crossing', visit) < 0.05 then 'o' || visit // 40 * 40
            else 'o' || visit
        end as order_no,
        case when event = 'purchase' then cast(number % 90 + 10 as varchar) end as amount
    from first_rows
),

-- The shop's server tells some orders once more, and knows only who it was.
server_rows as (
    select
        * replace (
            'backend' as tracker,
            'b' || number as id,
            null as device,
            'u' || person as person_id,
            null as visit_id,
            occurred_at + to_seconds(3) as occurred_at
        )
    from ordered
    where event = 'purchase' and main.chance('server', number) < 0.4
),

-- Some of an order comes back two days later, seen by somebody else's device.
refunds as (
    select
        * replace (
            'refunded' as event,
            'r' || number as id,
            'd' || visit % 100 as device,
            null as person_id,
            '-4' as amount,
            occurred_at + to_days(2) as occurred_at
        )
    from ordered
    where event = 'purchase' and main.chance('refund', number) < 0.05
),

-- What the site's own server adds to a visit it has no cookie of.
confirmations as (
    select
        * replace (
            'confirmed' as event,
            'c' || number as id,
            null as device,
            'u' || person as person_id,
            null as visit_id,
            null as order_no,
            null as amount,
            occurred_at + to_seconds(5) as occurred_at
        )
    from ordered
    where event = 'purchase' and main.chance('confirmation', number) < 0.3
),

all_rows as (
    select *, 0 as copy from ordered
    union all
    select *, 0 as copy from confirmations
    union all
    select *, 0 as copy from server_rows
    union all
    select *, 0 as copy from refunds
    union all
    select * replace ('Chrome' as browser), 1 as copy from ordered
    where main.chance('twice', number) < 0.03
),

dated as (
    select
        *,
        day + 1
        + case when copy = 1 then cast(floor(main.chance('again', number) * 6) as bigint) else 0 end
        + case
            when main.chance('late', number) < 0.03
                then cast(floor(main.chance('days late', number) * 60) as bigint)
            else 0
        end as load_day
    from all_rows
)

select
    tracker,
    id,
    event,
    case
        when main.chance('broken', number) < 0.0005 then null
        when main.chance('broken', number) < 0.001 then cast(occurred_at + to_days(400) as varchar)
        else cast(occurred_at as varchar)
    end as ts,
    case
        when main.chance('received', number) < 0.9
            then cast(
                occurred_at
                + to_microseconds(cast(2000000 * main.chance('network', number + copy) as bigint))
                as varchar
            )
    end as received,
    case
        when main.chance('unloaded', number) >= 0.0005
            then cast(timestamp '{start}' + to_days(cast(load_day as integer)) as varchar)
    end as loaded,
    case when tracker = 'app' then cast(number % 100 as varchar) end as sequence,
    person_id as person,
    device,
    visit_id as visit,
    case when device is null then 'server' when tracker = 'app' then 'ios' else 'web' end as platform,
    url || campaign as url,
    referrer,
    order_no,
    amount,
    case when amount is not null then case number % 3 when 0 then 'USD' else 'EUR' end end as currency,
    agent,
    browser,
    props,
    -- Part of a load comes one batch later, and two old loads get rows last of all.
    case
        when load_day in (10, 20) and main.chance('forgotten', number) < 0.02 then {batches} - 1
        else
            least(
                {batches} - 1,
                greatest(0, load_day - {days} + {batches} - 2)
                + cast(
                    load_day > {days} - {batches} and main.chance('split', number) < 0.1 as integer
                )
            )
    end as batch
from dated
"""


def make_arrivals(history, events, days, batches):
    """The table main.arrivals: about so many raw rows, each with the batch that it comes in.

    The first batch holds all that was loaded before the last days, and each later one a day.
    """
    history.database.execute(CHANCE)
    history.database.execute(
        ARRIVALS.format(visits=max(1, round(events / 5.25)), days=days, batches=batches, start=START)
    )


def arrive(history, batch):
    """The rows of a batch are added to the raw table; gives how many these are."""
    names = ", ".join(COLUMNS.values())
    history.database.execute(
        f"insert into analytics.raw_rows ({names}) select {names} from main.arrivals where batch = {batch}"
    )
    return history.database.query(f"select count(*) from main.arrivals where batch = {batch}").rows[0][0]


def value_of(name, type_):
    """What is compared of a column: floats without what rounding does to them."""
    return f'round("{name}", 9)' if type_ == "DOUBLE" else f'"{name}"'


def fingerprint(database, relation):
    """Query for how often each row is in a table, without what says when it was read."""
    types = database.types(relation)
    values = [value_of(name, type_) for name, type_ in types.items() if name not in NOT_COMPARED]
    return (
        f"select hash({', '.join(values)}) as row_hash, count(*) as row_count"
        f' from analytics."{relation}" group by 1'
    )


def differing_rows(history):
    """Table to (rows, rows that a full refresh has not or has alone); makes the full refresh."""
    history.make_the_others()
    names = [name for name in history.models() if not name.startswith("stg_")]
    for name in names:
        history.database.execute(
            f"create or replace table main.kept_{name} as {fingerprint(history.database, name)}"
        )
    history.full_refresh(ARRIVING)
    return {
        name: history.database.query(
            f"""
            select
                cast(coalesce(sum(fresh.row_count), 0) as bigint),
                cast(coalesce(sum(
                    abs(coalesce(kept.row_count, 0) - coalesce(fresh.row_count, 0))
                ), 0) as bigint)
            from main.kept_{name} as kept
            full join ({fingerprint(history.database, name)}) as fresh on kept.row_hash = fresh.row_hash
            """
        ).rows[0]
        for name in names
    }
