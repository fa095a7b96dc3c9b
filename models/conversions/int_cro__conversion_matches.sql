{{ config(materialized='incremental', unique_key='visitor_key') }}

with

matched_events as (
    select * from {{ cro.touched('int_cro__matched_events', 'visitor_key') }}
),

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
),

definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

matches_in_context as (
    select
        {{ cro.hash_columns([
            'matched_events.event_key', 'matched_events.conversion_key'
        ]) }} as conversion_event_key,
        matched_events.event_key,
        matched_events.conversion_key,
        definitions.conversion_type,
        matched_events.definition_version,
        definitions.frequency_rule,
        definitions.cooldown_seconds,
        definitions.min_occurrences,
        session_events.visitor_key,
        session_events.session_key,
        session_events.source_name,
        session_events.platform,
        session_events.occurred_at,
        session_events.event_sequence,
        events.order_id,
        {{ cro.order_namespace('session_events.source_name') }} as order_namespace,
        events.revenue,
        events.currency
    from matched_events
    inner join session_events
        on matched_events.event_key = session_events.event_key
    inner join events
        on matched_events.event_key = events.event_key
    inner join definitions
        on
            matched_events.conversion_key = definitions.conversion_key
            and matched_events.definition_version = definitions.definition_version
),

{{ cro.place_by_order('matches_in_context') }},

{{ cro.place_by_occurrence('matches_by_order') }},

ranked as (
    select
        *,
        row_number() over (
            partition by conversion_key, session_key, occurrence_place
            order by {{ cro.event_order() }}
        ) as session_rank,
        row_number() over (
            partition by conversion_key, visitor_key, occurrence_place
            order by {{ cro.event_order() }}
        ) as visitor_rank,
        row_number() over (
            partition by
                conversion_key,
                visitor_key,
                {{ cro.reporting_date('occurred_at') }},
                occurrence_place
            order by {{ cro.event_order() }}
        ) as day_rank
    from matches_by_occurrence
),

placed as (
    select
        *,
        case
            when occurrence_place is not null then occurrence_place
            when frequency_rule = 'once_per_session' and session_rank > 1 then 'frequency'
            when frequency_rule = 'once_per_visitor' and visitor_rank > 1 then 'frequency'
            when frequency_rule = 'once_per_day' and day_rank > 1 then 'frequency'
            else 'counted'
        end as counting_place
    from ranked
),

conversion_matches as (
    select
        conversion_event_key,
        event_key,
        conversion_key,
        conversion_type,
        definition_version,
        visitor_key,
        session_key,
        source_name,
        platform,
        occurred_at,
        event_sequence,
        order_id,
        order_namespace,
        revenue,
        currency,
        counting_place,
        counting_place = 'counted' as is_counted
    from placed
)

select * from conversion_matches
