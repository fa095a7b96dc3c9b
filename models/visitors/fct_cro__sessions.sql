{{ config(
    materialized=cro.incremental_or_table(),
    unique_key='visitor_key',
    meta={'rule_scope': 'conversions'},
) }}

with

sessions as (
    select * from {{ cro.touched('int_cro__sessions', 'visitor_key') }}
),

conversion_events as (
    select * from {{ cro.touched('int_cro__conversion_events', 'visitor_key') }}
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
),

macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
),

graded_definitions as (
    select
        micro_conversion_key as conversion_key,
        definition_version,
        {{ cro.funnel_stage_rank('funnel_stage') }} as stage_rank,
        {{ cro.intent_rank('intent_strength') }} as intent_rank
    from micro_conversions
    union all
    select
        macro_conversion_key as conversion_key,
        definition_version,
        {{ cro.funnel_stage_rank('funnel_stage') }} as stage_rank,
        0 as intent_rank
    from macro_conversions
),

session_conversions as (
    select
        conversion_events.session_key,
        sum(
            case
                when
                    conversion_events.conversion_type = 'micro' and conversion_events.is_counted
                    then 1
                else 0
            end
        ) as micro_conversion_count,
        sum(
            case
                when
                    conversion_events.conversion_type = 'macro' and conversion_events.is_counted
                    then 1
                else 0
            end
        ) as macro_conversion_count,
        max(case when conversion_events.conversion_type = 'macro' then 1 else 0 end) as has_macro,
        max(graded_definitions.stage_rank) as stage_rank,
        max(graded_definitions.intent_rank) as intent_rank
    from conversion_events
    inner join graded_definitions
        on
            conversion_events.conversion_key = graded_definitions.conversion_key
            and conversion_events.definition_version = graded_definitions.definition_version
    group by conversion_events.session_key
),

first_macros as (
    select
        visitor_key,
        min(occurred_at) as first_converted_at
    from conversion_events
    where conversion_type = 'macro'
    group by visitor_key
),

fct_sessions as (
    select
        sessions.*,
        {{ cro.reporting_date('sessions.started_at') }} as entry_date,
        {{ cro.add_seconds('sessions.ended_at', var('cro__session_gap_seconds')) }} as closes_at,
        {{ cro.seconds_between('sessions.started_at', 'sessions.ended_at') }} as seconds_duration,
        case
            when sessions.session_number = 1 then 'new'
            when sessions.session_number > 1 then 'returning'
        end as visitor_type,
        case
            when first_macros.first_converted_at < sessions.started_at then 'converted before'
            else 'not converted before'
        end as customer_type,
        cast(coalesce(session_conversions.micro_conversion_count, 0) as bigint)
            as micro_conversion_count,
        cast(coalesce(session_conversions.macro_conversion_count, 0) as bigint)
            as macro_conversion_count,
        {{ cro.funnel_stage_name('session_conversions.stage_rank') }} as deepest_funnel_stage,
        {{ cro.intent_name('session_conversions.intent_rank') }} as highest_intent_strength,
        coalesce(session_conversions.has_macro, 0) = 1 as is_converted
    from sessions
    left join session_conversions
        on sessions.session_key = session_conversions.session_key
    left join first_macros
        on sessions.visitor_key = first_macros.visitor_key
)

select * from fct_sessions
