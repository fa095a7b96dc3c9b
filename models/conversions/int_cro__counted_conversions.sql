{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

conversion_events as (
    select * from {{ cro.touched('int_cro__conversion_events', 'visitor_key') }}
    where is_counted
),

conversion_values as (
    select * from {{ cro.touched('int_cro__conversion_values', 'visitor_key') }}
),

definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

sessions as (
    select * from {{ cro.touched('int_cro__sessions', 'visitor_key') }}
),

visitors as (
    select * from {{ cro.touched('dim_cro__visitors', 'visitor_key') }}
),

placed_in_time as (
    select
        conversion_events.conversion_event_key,
        conversion_events.conversion_key,
        conversion_events.conversion_type,
        conversion_events.definition_version,
        definitions.conversion_version_key,
        conversion_events.event_key,
        conversion_events.visitor_key,
        conversion_events.session_key,
        conversion_events.source_name,
        conversion_events.platform,
        conversion_events.occurred_at,
        {{ cro.reporting_date('conversion_events.occurred_at') }} as conversion_date,
        conversion_events.order_id,
        conversion_events.order_namespace,
        {{ cro.seconds_between(
            'sessions.started_at', 'conversion_events.occurred_at'
        ) }} as seconds_since_session_start,
        {{ cro.seconds_between(
            'visitors.first_seen_at', 'conversion_events.occurred_at'
        ) }} as seconds_since_first_touch,
        lag(conversion_events.occurred_at) over (
            partition by conversion_events.conversion_key, conversion_events.visitor_key
            order by {{ cro.event_order('conversion_events') }}
        ) as previous_occurred_at,
        row_number() over (
            partition by conversion_events.conversion_key, conversion_events.session_key
            order by {{ cro.event_order('conversion_events') }}
        ) as number_in_session,
        row_number() over (
            partition by conversion_events.conversion_key, conversion_events.visitor_key
            order by {{ cro.event_order('conversion_events') }}
        ) as number_for_visitor,
        conversion_values.value,
        conversion_values.is_rate_missing
    from conversion_events
    inner join conversion_values
        on conversion_events.conversion_event_key = conversion_values.conversion_event_key
    inner join definitions
        on
            conversion_events.conversion_key = definitions.conversion_key
            and conversion_events.definition_version = definitions.definition_version
    inner join sessions
        on conversion_events.session_key = sessions.session_key
    inner join visitors
        on conversion_events.visitor_key = visitors.visitor_key
)

select * from placed_in_time
