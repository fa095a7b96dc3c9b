with

entry_events as (
    select * from {{ ref('int_cro__funnel_entry_events') }}
),

entry_steps as (
    select * from {{ ref('int_cro__funnel_entry_steps') }}
),

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
),

funnel_steps as (
    select * from {{ ref('dim_cro__funnel_steps') }}
),

sessions as (
    select * from {{ ref('fct_cro__sessions') }}
),

required_step_counts as (
    select
        funnel_key,
        max(step_number) as last_required_step_number
    from funnel_steps
    where not is_optional
    group by funnel_key
),

-- Optional steps never gate, so depth is the deepest required step.
entry_depths as (
    select
        path_key,
        entry_number,
        max(step_number) as depth
    from entry_steps
    where not is_optional
    group by path_key, entry_number
),

deepest_steps as (
    select
        entry_depths.path_key,
        entry_depths.entry_number,
        entry_depths.depth,
        entry_steps.occurred_at as deepest_step_reached_at,
        entry_steps.occurred_microseconds as deepest_step_reached_microseconds
    from entry_depths
    inner join entry_steps
        on
            entry_depths.path_key = entry_steps.path_key
            and entry_depths.entry_number = entry_steps.entry_number
            and entry_depths.depth = entry_steps.step_number
),

-- The moment after which nothing can change: it is a fact, whether it has come is for the marts.
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
        entry_events.held_value,
        deepest_steps.depth,
        deepest_steps.deepest_step_reached_at,
        deepest_steps.depth = required_step_counts.last_required_step_number as is_completed,
        case funnels.unit
            when 'session' then sessions.closes_at
            else {{ cro.add_seconds('entry_events.occurred_at', 'funnels.window_seconds') }}
        end as matures_at,
        cast(
            deepest_steps.deepest_step_reached_microseconds - entry_events.occurred_microseconds
            as {{ cro.type_double() }}
        ) / 1000000 as seconds_to_deepest_step,
        row_number() over (
            partition by entry_events.funnel_key, entry_events.unit_key
            order by
                entry_events.occurred_microseconds,
                coalesce(entry_events.event_sequence, 9223372036854775807),
                entry_events.event_key
        ) = 1 as is_first_entry_of_unit
    from entry_events
    inner join deepest_steps
        on
            entry_events.path_key = deepest_steps.path_key
            and entry_events.entry_number = deepest_steps.entry_number
    inner join funnels
        on entry_events.funnel_key = funnels.funnel_key
    inner join required_step_counts
        on entry_events.funnel_key = required_step_counts.funnel_key
    left join sessions
        on entry_events.session_key = sessions.session_key
),

completed_entries as (
    select
        funnel_entry_key,
        funnel_key,
        unit,
        unit_key,
        session_key,
        visitor_key,
        event_key,
        entered_at,
        entry_date,
        held_value,
        depth,
        deepest_step_reached_at,
        seconds_to_deepest_step,
        is_completed,
        case when is_completed then deepest_step_reached_at end as completed_at,
        case when is_completed then seconds_to_deepest_step end as seconds_to_complete,
        matures_at,
        is_first_entry_of_unit
    from entries
)

select * from completed_entries
