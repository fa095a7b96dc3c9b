{{ config(materialized = 'view') }}

with

conversion_matches as (
    select * from {{ ref('int_cro__conversion_matches') }}
),

conversion_events as (
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
        is_counted
    from conversion_matches
    where counting_place in ('frequency', 'counted')
)

select * from conversion_events
