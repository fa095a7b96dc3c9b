with

traffic_counts as (
    select * from {{ ref('int_cro__traffic_counts') }}
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
    from traffic_counts
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
        is_complete,
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
