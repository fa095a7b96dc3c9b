{{ config(materialized=cro.incremental_or_table(), unique_key='device_key') }}

with

events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
),

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

sessions as (
    select * from {{ cro.touched('int_cro__sessions', 'visitor_key') }}
),

visitors as (
    select * from {{ cro.touched('dim_cro__visitors', 'visitor_key') }}
),

needed_properties as (
    select * from {{ ref('int_cro__needed_properties') }}
),

stored_values as (
    select
        events.event_key,
        events.device_key,
        needed_properties.property_name,
        case
            when needed_properties.property_path is null
                then {{ cro.canonical_property_value('events', 'needed_properties.property_name') }}
            else {{ cro.trimmed(cro.json_value('events.properties', 'needed_properties.property_path')) }}
        end as property_value
    from events
    inner join needed_properties
        on events.event_name = needed_properties.event_name
    where needed_properties.property_name not in ({{ cro.quoted_list(cro.moment_properties()) }})
),

-- Whole millionths, because warehouses write a double as text in different ways; the zeros behind
-- them go, so that a session number is 2 and not 2.000000.
moment_values as (
    select
        session_events.event_key,
        session_events.device_key,
        needed_properties.property_name,
        case needed_properties.property_name
            when 'seconds_since_session_start'
                then
                    {{ cro.epoch_microseconds('session_events.occurred_at') }}
                    - {{ cro.epoch_microseconds('sessions.started_at') }}
            when 'session_number' then sessions.session_number * 1000000
            when 'days_since_previous_session'
                then {{ cro.millionths_of_a_day(
                    'sessions.previous_session_started_at', 'sessions.started_at'
                ) }}
            when 'days_since_first_seen'
                then {{ cro.millionths_of_a_day(
                    'visitors.first_seen_at', 'session_events.occurred_at'
                ) }}
        end as property_millionths
    from session_events
    inner join needed_properties
        on session_events.event_name = needed_properties.event_name
    inner join sessions
        on session_events.session_key = sessions.session_key
    inner join visitors
        on session_events.visitor_key = visitors.visitor_key
    where needed_properties.property_name in ({{ cro.quoted_list(cro.moment_properties()) }})
),

all_values as (
    select
        event_key,
        device_key,
        property_name,
        property_value
    from stored_values
    union all
    select
        event_key,
        device_key,
        property_name,
        {{ cro.regexp_replace_all(
            cro.decimal_text(
                cro.cast_decimal('property_millionths', 22, 0) ~ ' * ' ~ cro.cast_decimal('0.000001', 7, 6),
                digits=6
            ),
            '[.]?0+$',
            ''
        ) }} as property_value
    from moment_values
),

event_properties as (
    select
        event_key,
        device_key,
        property_name,
        property_value
    from all_values
    where property_value is not null
)

select * from event_properties
