{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

entry_events as (
    select * from {{ cro.touched('int_cro__funnel_entry_events', 'visitor_key') }}
),

entry_depths as (
    select * from {{ cro.touched('int_cro__funnel_entry_depths', cro.path_visitor()) }}
),

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
),

funnel_steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

sessions as (
    select * from {{ cro.touched('fct_cro__sessions', 'visitor_key') }}
),

last_required_steps as (
    select
        funnel_key,
        max(step_number) as last_required_step_number
    from funnel_steps
    where not is_optional
    group by funnel_key
),

-- matures_at is the last moment that can still matter; whether it has passed is for the marts.
entries as (
    select
        entry_events.funnel_entry_key,
        entry_events.funnel_key,
        funnels.unit,
        entry_events.unit_key,
        entry_events.session_key,
        entry_events.visitor_key,
        entry_events.event_key,
        entry_events.occurred_at as entered_at,
        {{ cro.reporting_date('entry_events.occurred_at') }} as entry_date,
        entry_events.number_for_unit,
        entry_events.number_for_unit = 1 as is_first_entry_of_unit,
        entry_events.held_value,
        entry_depths.depth,
        entry_depths.deepest_step_reached_at,
        cast(
            entry_depths.deepest_step_reached_microseconds - entry_events.occurred_microseconds
            as {{ cro.type_double() }}
        ) / 1000000 as seconds_to_deepest_step,
        entry_depths.depth = last_required_steps.last_required_step_number as is_completed,
        case funnels.unit
            when 'session' then sessions.closes_at
            else {{ cro.add_seconds('entry_events.occurred_at', 'funnels.window_seconds') }}
        end as matures_at
    from entry_events
    inner join entry_depths
        on
            entry_events.path_key = entry_depths.path_key
            and entry_events.entry_number = entry_depths.entry_number
    inner join funnels
        on entry_events.funnel_key = funnels.funnel_key
    inner join last_required_steps
        on entry_events.funnel_key = last_required_steps.funnel_key
    left join sessions
        on entry_events.session_key = sessions.session_key
),

funnel_entries as (
    select
        *,
        case when is_completed then deepest_step_reached_at end as completed_at,
        case when is_completed then seconds_to_deepest_step end as seconds_to_complete
    from entries
)

select * from funnel_entries
