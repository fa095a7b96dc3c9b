{{ config(materialized=cro.incremental_or_table(), unique_key=cro.path_visitor()) }}

with

counted_events as (
    select * from {{ cro.touched('int_cro__funnel_counted_events', cro.path_visitor()) }}
),

numbered_events as (
    select
        *,
        row_number() over (
            partition by path_key, entry_number, step_number
            order by {{ cro.event_order() }}
        ) as number_in_step
    from counted_events
),

-- A step's time is the first time the entry owned it.
first_events as (
    select * from numbered_events
    where number_in_step = 1
)

select * from first_events
