with

events as (
    select * from {{ ref('int_cro__events') }}
),

source_ends as (
    select
        source_name,
        max(occurred_at) as last_event_at
    from events
    group by source_name
),

all_sources as (
    select max(last_event_at) as last_event_at
    from source_ends
),

-- A tracker that was switched off must not hold every other one back.
live_ends as (
    select min(source_ends.last_event_at) as last_event_at
    from source_ends
    cross join all_sources
    where
        source_ends.last_event_at >= {{ cro.add_seconds(
            'all_sources.last_event_at', -86400 * var('cro__live_source_days')
        ) }}
),

watermark as (
    select
        coalesce(
            {{ cro.try_timestamp("cast('" ~ var('cro__as_of') ~ "' as " ~ dbt.type_string() ~ ")") }},
            last_event_at
        ) as watermark_at
    from live_ends
)

select * from watermark
