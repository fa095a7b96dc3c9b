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

session_counts as (
    select
        period_grain,
        period_start,
        period_end,
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
        channel,
        landing_page_type,
        device_category,
        deepest_funnel_stage,
        highest_intent_strength
),

entry_totals as (
    select
        *,
        cast(
            sum(session_count) over (
                partition by
                    period_grain,
                    period_start,
                    channel,
                    landing_page_type,
                    device_category
            ) as bigint
        ) as entry_session_count
    from session_counts
),

traffic_quality as (
    select
        {{ cro.hash_columns([
            'period_grain',
            'period_start',
            'channel',
            'landing_page_type',
            'device_category',
            'deepest_funnel_stage',
            'highest_intent_strength',
        ]) }} as traffic_quality_key,
        period_grain,
        period_start,
        period_end,
        channel,
        landing_page_type,
        device_category,
        deepest_funnel_stage,
        highest_intent_strength,
        session_count,
        entry_session_count,
        {{ cro.safe_ratio('session_count', 'entry_session_count') }} as session_share,
        converted_session_count,
        {{ cro.safe_ratio('converted_session_count', 'session_count') }} as session_rate
    from entry_totals
)

select * from traffic_quality
