with

events as (
    select * from {{ ref('int_cro__events') }}
),

session_events as (
    select * from {{ ref('int_cro__session_events') }}
),

sessions as (
    select * from {{ ref('int_cro__sessions') }}
),

needed_properties as (
    select * from {{ ref('int_cro__needed_properties') }}
),

stored_values as (
    select
        events.event_key,
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

moment_values as (
    select
        session_events.event_key,
        needed_properties.property_name,
        case needed_properties.property_name
            when 'seconds_since_session_start'
                then {{ cro.seconds_between('sessions.started_at', 'session_events.occurred_at') }}
            when 'session_number' then sessions.session_number
            when 'days_since_previous_session'
                then {{ cro.seconds_between(
                    'sessions.previous_session_started_at', 'sessions.started_at'
                ) }} / 86400
            when 'days_since_first_seen'
                then {{ cro.seconds_between(
                    'sessions.visitor_first_seen_at', 'session_events.occurred_at'
                ) }} / 86400
        end as property_number
    from session_events
    inner join needed_properties
        on session_events.event_name = needed_properties.event_name
    inner join sessions
        on session_events.session_key = sessions.session_key
    where needed_properties.property_name in ({{ cro.quoted_list(cro.moment_properties()) }})
),

all_values as (
    select
        event_key,
        property_name,
        property_value
    from stored_values
    union all
    select
        event_key,
        property_name,
        cast(cast(property_number as numeric(28, 9)) as {{ dbt.type_string() }}) as property_value
    from moment_values
),

event_properties as (
    select
        event_key,
        property_name,
        property_value
    from all_values
    where property_value is not null
)

select * from event_properties
