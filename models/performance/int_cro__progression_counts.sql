with

placed_progressions as (
    select * from {{ ref('int_cro__placed_progressions') }}
),

-- Ranks run inside the progressed and inside the others, so only the former reach the percentiles.
ranked_progressions as (
    select
        *,
        row_number() over (
            partition by
                following_macro_conversion_key,
                period_grain,
                period_start,
                segment_name,
                segment_value,
                is_progressed
            order by coalesce(seconds_to_following, 0), macro_progression_key
        ) as time_rank,
        count(*) over (
            partition by
                following_macro_conversion_key,
                period_grain,
                period_start,
                segment_name,
                segment_value,
                is_progressed
        ) as time_count,
        case when is_progressed then seconds_to_following end as progressed_seconds
    from placed_progressions
),

progression_counts as (
    select
        macro_conversion_key,
        following_macro_conversion_key,
        period_grain,
        period_start,
        period_end,
        is_complete,
        segment_name,
        segment_value,
        cast(count(*) as bigint) as conversion_count,
        cast(sum(case when is_first_of_visitor then 1 else 0 end) as bigint) as visitor_count,
        cast(sum(case when is_measured then 1 else 0 end) as bigint) as matured_visitor_count,
        cast(sum(case when is_progressed then 1 else 0 end) as bigint)
            as progressed_visitor_count,
        {{ cro.nearest_rank('progressed_seconds', 'time_rank', 'time_count', 50) }}
            as seconds_to_following_median,
        {{ cro.nearest_rank('progressed_seconds', 'time_rank', 'time_count', 75) }}
            as seconds_to_following_p75,
        {{ cro.nearest_rank('progressed_seconds', 'time_rank', 'time_count', 90) }}
            as seconds_to_following_p90,
        cast(
            coalesce(sum(case when is_progressed then following_net_value end), 0)
            as {{ cro.type_amount() }}
        ) as following_net_value
    from ranked_progressions
    group by
        macro_conversion_key,
        following_macro_conversion_key,
        period_grain,
        period_start,
        period_end,
        is_complete,
        segment_name,
        segment_value
)

select * from progression_counts
