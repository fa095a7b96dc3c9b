{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

matched_events as (
    select * from {{ cro.touched('int_cro__matched_events', 'visitor_key') }}
),

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

-- Most events tell of no order, so they need not be met again.
order_events as (
    select * from {{ cro.touched('int_cro__events', 'device_key') }}
    where order_id is not null or revenue is not null or currency is not null
),

definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

-- A rule of one version meets the matches of every version of its conversion.
ruled_definitions as (
    select
        conversion_key,
        conversion_type,
        definition_version,
        frequency_rule,
        cooldown_seconds,
        min_occurrences,
        max(cooldown_seconds) over (partition by conversion_key) as longest_cooldown_seconds,
        max(min_occurrences) over (partition by conversion_key) as most_occurrences,
        max(case when frequency_rule = 'once_per_session' then 1 else 0 end)
            over (partition by conversion_key) as has_once_per_session,
        max(case when frequency_rule = 'once_per_visitor' then 1 else 0 end)
            over (partition by conversion_key) as has_once_per_visitor,
        max(case when frequency_rule = 'once_per_day' then 1 else 0 end)
            over (partition by conversion_key) as has_once_per_day
    from definitions
),

matches_in_context as (
    select
        {{ cro.hash_columns([
            'matched_events.event_key', 'matched_events.conversion_key'
        ]) }} as conversion_event_key,
        matched_events.event_key,
        matched_events.conversion_key,
        ruled_definitions.conversion_type,
        matched_events.definition_version,
        ruled_definitions.frequency_rule,
        ruled_definitions.cooldown_seconds,
        ruled_definitions.min_occurrences,
        ruled_definitions.longest_cooldown_seconds,
        ruled_definitions.most_occurrences,
        ruled_definitions.has_once_per_session,
        ruled_definitions.has_once_per_visitor,
        ruled_definitions.has_once_per_day,
        session_events.visitor_key,
        session_events.session_key,
        session_events.source_name,
        session_events.platform,
        session_events.occurred_at,
        session_events.event_sequence,
        order_events.order_id,
        {{ cro.order_namespace('session_events.source_name') }} as order_namespace,
        order_events.revenue,
        order_events.currency
    from matched_events
    inner join session_events
        on matched_events.event_key = session_events.event_key
    left join order_events
        on matched_events.event_key = order_events.event_key
    inner join ruled_definitions
        on
            matched_events.conversion_key = ruled_definitions.conversion_key
            and matched_events.definition_version = ruled_definitions.definition_version
),

{{ cro.put_aside_by_order('matches_in_context') }},

{{ cro.put_aside_by_occurrence('matches_in_context') }},

{{ cro.put_aside_by_frequency('matches_in_context') }},

placed_matches as (
    select
        matches_in_context.*,
        coalesce(put_aside_by_frequency.counting_place, 'counted') as counting_place
    from matches_in_context
    left join put_aside_by_frequency
        on matches_in_context.conversion_event_key = put_aside_by_frequency.conversion_event_key
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
    from placed_matches
)

select * from conversion_matches
