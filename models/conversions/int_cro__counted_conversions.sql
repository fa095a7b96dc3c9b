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

-- Numbered before anything is joined to them, because sorting carries every column along.
numbered_conversions as (
    select
        conversion_events.*,
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
        ) as number_for_visitor
    from conversion_events
),

placed_in_time as (
    select
        numbered_conversions.conversion_event_key,
        numbered_conversions.conversion_key,
        numbered_conversions.conversion_type,
        numbered_conversions.definition_version,
        definitions.conversion_version_key,
        numbered_conversions.event_key,
        numbered_conversions.visitor_key,
        numbered_conversions.session_key,
        numbered_conversions.source_name,
        numbered_conversions.platform,
        numbered_conversions.occurred_at,
        {{ cro.reporting_date('numbered_conversions.occurred_at') }} as conversion_date,
        numbered_conversions.order_id,
        numbered_conversions.order_namespace,
        {{ cro.seconds_between(
            'sessions.started_at', 'numbered_conversions.occurred_at'
        ) }} as seconds_since_session_start,
        {{ cro.seconds_between(
            'visitors.first_seen_at', 'numbered_conversions.occurred_at'
        ) }} as seconds_since_first_touch,
        numbered_conversions.previous_occurred_at,
        numbered_conversions.number_in_session,
        numbered_conversions.number_for_visitor,
        conversion_values.value,
        conversion_values.is_rate_missing
    from numbered_conversions
    inner join conversion_values
        on numbered_conversions.conversion_event_key = conversion_values.conversion_event_key
    inner join definitions
        on
            numbered_conversions.conversion_key = definitions.conversion_key
            and numbered_conversions.definition_version = definitions.definition_version
    inner join sessions
        on numbered_conversions.session_key = sessions.session_key
    inner join visitors
        on numbered_conversions.visitor_key = visitors.visitor_key
)

select * from placed_in_time
