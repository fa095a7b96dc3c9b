{{ config(materialized = 'view') }}

with

matched_events as (
    select * from {{ ref('int_cro__matched_events') }}
),

session_events as (
    select * from {{ ref('int_cro__session_events') }}
),

events as (
    select * from {{ ref('int_cro__events') }}
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
        {{ cro.namespace_of(
            'session_events.source_name', var('cro__order_namespaces'), 'session_events.source_name'
        ) }} as order_namespace,
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
)

select * from matches_in_context
