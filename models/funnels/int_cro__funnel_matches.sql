{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

funnel_levels as (
    select * from {{ ref('int_cro__funnel_levels') }}
),

conversion_events as (
    select * from {{ cro.touched('int_cro__conversion_events', 'visitor_key') }}
),

event_properties as (
    select * from {{ cro.touched('int_cro__event_properties', 'device_key') }}
),

-- Before frequency: a step is reached by any match of its conversion.
funnel_matches as (
    select
        funnel_levels.funnel_key,
        case funnel_levels.unit
            when 'session' then conversion_events.session_key
            else conversion_events.visitor_key
        end as unit_key,
        conversion_events.session_key,
        conversion_events.visitor_key,
        funnel_levels.step_number,
        funnel_levels.level,
        funnel_levels.is_optional,
        funnel_levels.hold_property,
        event_properties.property_value,
        conversion_events.event_key,
        conversion_events.source_name,
        conversion_events.event_sequence,
        conversion_events.occurred_at,
        {{ cro.epoch_microseconds('conversion_events.occurred_at') }} as occurred_microseconds,
        funnel_levels.window_microseconds,
        funnel_levels.max_microseconds_from_previous
    from conversion_events
    inner join funnel_levels
        on
            conversion_events.conversion_key = funnel_levels.conversion_key
            and conversion_events.conversion_type = funnel_levels.conversion_type
    left join event_properties
        on
            conversion_events.event_key = event_properties.event_key
            and funnel_levels.hold_property = event_properties.property_name
)

select * from funnel_matches
