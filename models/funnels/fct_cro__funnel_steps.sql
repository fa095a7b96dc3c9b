{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

entry_steps as (
    select * from {{ cro.touched('int_cro__funnel_entry_steps', cro.path_visitor()) }}
),

entry_events as (
    select * from {{ cro.touched('int_cro__funnel_entry_events', 'visitor_key') }}
),

funnel_steps as (
    select
        {{ cro.hash_columns(['entry_events.funnel_entry_key', 'entry_steps.step_number']) }}
            as funnel_entry_step_key,
        entry_events.funnel_entry_key,
        {{ cro.hash_columns(['entry_events.funnel_key', 'entry_steps.step_number']) }}
            as funnel_step_key,
        entry_events.funnel_key,
        entry_steps.step_number,
        entry_steps.is_optional,
        entry_events.unit_key,
        entry_events.visitor_key,
        entry_steps.event_key,
        entry_steps.occurred_at as reached_at,
        entry_steps.seconds_from_previous,
        cast(
            entry_steps.occurred_microseconds - entry_events.occurred_microseconds
            as {{ cro.type_double() }}
        ) / 1000000 as seconds_from_entry
    from entry_steps
    inner join entry_events
        on
            entry_steps.path_key = entry_events.path_key
            and entry_steps.entry_number = entry_events.entry_number
)

select * from funnel_steps
