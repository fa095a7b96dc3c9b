with

progression_counts as (
    select * from {{ ref('int_cro__progression_counts') }}
),

macro_progression as (
    select
        {{ cro.hash_columns([
            'following_macro_conversion_key',
            'period_grain',
            'period_start',
            'segment_name',
            'segment_value',
        ]) }} as macro_progression_key,
        macro_conversion_key,
        following_macro_conversion_key,
        period_grain,
        period_start,
        period_end,
        is_complete,
        segment_name,
        segment_value,
        conversion_count,
        visitor_count,
        matured_visitor_count,
        visitor_count - matured_visitor_count as immature_visitor_count,
        progressed_visitor_count,
        {{ cro.safe_ratio('progressed_visitor_count', 'matured_visitor_count') }}
            as progression_rate,
        {{ cro.wilson_lower('progressed_visitor_count', 'matured_visitor_count') }}
            as progression_rate_lower,
        {{ cro.wilson_upper('progressed_visitor_count', 'matured_visitor_count') }}
            as progression_rate_upper,
        seconds_to_following_median,
        seconds_to_following_p75,
        seconds_to_following_p90,
        following_net_value
    from progression_counts
)

select * from macro_progression
