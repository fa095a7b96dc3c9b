with

timed_conversions as (
    select * from {{ ref('int_cro__timed_conversions') }}
),

percentile_buckets as (
    select * from {{ ref('int_cro__percentile_buckets') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

ranked_conversions as (
    select
        percentile_buckets.conversion_number,
        percentile_buckets.period_number,
        percentile_buckets.segment_number,
        percentile_buckets.time_count,
        timed_conversions.seconds_to_conversion,
        percentile_buckets.earlier_count + row_number() over (
            partition by
                percentile_buckets.conversion_number,
                percentile_buckets.period_number,
                percentile_buckets.segment_number,
                percentile_buckets.time_bucket
            order by timed_conversions.seconds_to_conversion
        ) as time_rank
    from timed_conversions
    inner join reporting_periods
        on timed_conversions.conversion_date = reporting_periods.reporting_date
    inner join context_segments
        on timed_conversions.context_number = context_segments.context_number
    inner join percentile_buckets
        on
            timed_conversions.conversion_number = percentile_buckets.conversion_number
            and reporting_periods.period_number = percentile_buckets.period_number
            and context_segments.segment_number = percentile_buckets.segment_number
            and timed_conversions.time_bucket = percentile_buckets.time_bucket
),

conversion_times as (
    select
        conversion_number,
        period_number,
        segment_number,
        {{ cro.nearest_rank('seconds_to_conversion', 'time_rank', 'time_count', 50) }}
            as seconds_to_conversion_median,
        {{ cro.nearest_rank('seconds_to_conversion', 'time_rank', 'time_count', 75) }}
            as seconds_to_conversion_p75,
        {{ cro.nearest_rank('seconds_to_conversion', 'time_rank', 'time_count', 90) }}
            as seconds_to_conversion_p90
    from ranked_conversions
    group by conversion_number, period_number, segment_number
)

select * from conversion_times
