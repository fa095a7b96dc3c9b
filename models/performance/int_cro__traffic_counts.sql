{{ config(materialized = 'view') }}

with

sessions as (
    select * from {{ ref('fct_cro__sessions') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

-- A server-only session is no visit, and has no channel of its own.
placed_sessions as (
    select
        reporting_periods.period_grain,
        reporting_periods.period_start,
        reporting_periods.period_end,
        reporting_periods.is_complete,
        coalesce(sessions.channel, '(not set)') as channel,
        coalesce(sessions.landing_page_type, '(not set)') as landing_page_type,
        coalesce(sessions.device_category, '(not set)') as device_category,
        coalesce(sessions.deepest_funnel_stage, '(none)') as deepest_funnel_stage,
        coalesce(sessions.highest_intent_strength, '(none)') as highest_intent_strength,
        case when sessions.is_converted then 1 else 0 end as converted_count
    from sessions
    inner join reporting_periods
        on sessions.entry_date = reporting_periods.reporting_date
    where not sessions.is_server_only
),

traffic_counts as (
    select
        period_grain,
        period_start,
        period_end,
        is_complete,
        channel,
        landing_page_type,
        device_category,
        deepest_funnel_stage,
        highest_intent_strength,
        cast(count(*) as bigint) as session_count,
        cast(sum(converted_count) as bigint) as converted_session_count
    from placed_sessions
    group by
        period_grain,
        period_start,
        period_end,
        is_complete,
        channel,
        landing_page_type,
        device_category,
        deepest_funnel_stage,
        highest_intent_strength
)

select * from traffic_counts
