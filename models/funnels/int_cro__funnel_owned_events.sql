with

chains as (
    select * from {{ ref('int_cro__funnel_chains') }}
),

path_events as (
    select * from {{ ref('int_cro__funnel_path_events') }}
),

owned_events as (
    select
        chains.path_key,
        chains.entry_number,
        chains.step_number,
        path_events.level,
        chains.is_optional,
        chains.event_key,
        path_events.source_name,
        path_events.event_sequence,
        path_events.occurred_at,
        chains.occurred_microseconds,
        cast(chains.occurred_microseconds - chains.previous_microseconds as {{ cro.type_double() }})
        / 1000000 as seconds_from_previous
    from chains
    inner join path_events
        on
            chains.path_key = path_events.path_key
            and chains.step_number = path_events.step_number
            and chains.event_key = path_events.event_key
)

select * from owned_events
