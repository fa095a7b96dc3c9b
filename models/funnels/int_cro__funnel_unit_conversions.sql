with

unit_outcomes as (
    select * from {{ ref('int_cro__funnel_unit_outcomes') }}
),

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
),

conversion_events as (
    select * from {{ ref('int_cro__conversion_events') }}
),

unit_conversions as (
    select
        'session' as unit,
        session_key as unit_key,
        *
    from conversion_events
    union all
    select
        'visitor' as unit,
        visitor_key as unit_key,
        *
    from conversion_events
),

-- The entry's own event counts: a funnel may begin with a macro conversion.
watched_conversions as (
    select
        unit_outcomes.funnel_key,
        unit_outcomes.unit_key,
        unit_outcomes.depth,
        unit_outcomes.is_matured,
        unit_conversions.conversion_key,
        unit_conversions.conversion_type,
        unit_conversions.event_key,
        unit_conversions.event_sequence,
        unit_conversions.occurred_at,
        {{ cro.seconds_between('unit_outcomes.entered_at', 'unit_conversions.occurred_at') }}
            as seconds_from_entry
    from unit_outcomes
    inner join funnels
        on unit_outcomes.funnel_key = funnels.funnel_key
    inner join unit_conversions
        on
            funnels.unit = unit_conversions.unit
            and unit_outcomes.unit_key = unit_conversions.unit_key
            and unit_outcomes.entered_at <= unit_conversions.occurred_at
            and coalesce(unit_outcomes.matures_at >= unit_conversions.occurred_at, true)
)

select * from watched_conversions
