with

path_events as (
    select * from {{ ref('int_cro__funnel_path_events') }}
),

entry_events as (
    select * from {{ ref('int_cro__funnel_entry_events') }}
),

ties as (
    select * from {{ ref('int_cro__funnel_ties') }}
),

-- Every entry is a chain of one event.
level_1 as (
    select
        path_key,
        step_number,
        is_optional,
        event_key,
        occurred_microseconds,
        '' as used_marks,
        entry_number,
        occurred_microseconds as entered_microseconds,
        cast(null as bigint) as previous_microseconds
    from entry_events
),

{{ cro.funnel_levels() }},

-- Whatever else a chain has used, its last event belongs to the latest entry.
chains as (
    select
        path_key,
        step_number,
        is_optional,
        event_key,
        occurred_microseconds,
        max(entry_number) as entry_number,
        max(previous_microseconds) as previous_microseconds
    from all_levels
    group by path_key, step_number, is_optional, event_key, occurred_microseconds
)

select * from chains
