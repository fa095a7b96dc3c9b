with

timed_conversions as (
    select * from {{ ref('int_cro__timed_conversions') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

-- Days first: months and the whole add their days up.
day_counts as (
    select
        timed_conversions.conversion_number,
        timed_conversions.conversion_date,
        context_segments.segment_number,
        timed_conversions.time_bucket,
        count(*) as bucket_count
    from timed_conversions
    inner join context_segments
        on timed_conversions.context_number = context_segments.context_number
    group by
        timed_conversions.conversion_number,
        timed_conversions.conversion_date,
        context_segments.segment_number,
        timed_conversions.time_bucket
),

bucket_counts as (
    select
        day_counts.conversion_number,
        reporting_periods.period_number,
        day_counts.segment_number,
        day_counts.time_bucket,
        cast(sum(day_counts.bucket_count) as bigint) as bucket_count
    from day_counts
    inner join reporting_periods
        on day_counts.conversion_date = reporting_periods.reporting_date
    group by
        day_counts.conversion_number,
        reporting_periods.period_number,
        day_counts.segment_number,
        day_counts.time_bucket
),

running_counts as (
    select
        *,
        cast(sum(bucket_count) over (
            partition by conversion_number, period_number, segment_number
            order by time_bucket
            rows between unbounded preceding and current row
        ) as bigint) as running_count,
        cast(sum(bucket_count) over (
            partition by conversion_number, period_number, segment_number
        ) as bigint) as time_count
    from bucket_counts
),

percentile_buckets as (
    select
        conversion_number,
        period_number,
        segment_number,
        time_bucket,
        running_count - bucket_count as earlier_count,
        time_count
    from running_counts
    where
        {{ cro.holds_rank('running_count', 'bucket_count', 'time_count', 50) }}
        or {{ cro.holds_rank('running_count', 'bucket_count', 'time_count', 75) }}
        or {{ cro.holds_rank('running_count', 'bucket_count', 'time_count', 90) }}
)

select * from percentile_buckets
