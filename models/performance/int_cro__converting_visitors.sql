with

placed_conversions as (
    select * from {{ ref('int_cro__placed_conversions') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

visitor_days as (
    select distinct
        conversion_number,
        conversion_date,
        visitor_number,
        context_number
    from placed_conversions
),

visitor_contexts as (
    select distinct
        visitor_days.conversion_number,
        reporting_periods.period_number,
        visitor_days.visitor_number,
        visitor_days.context_number
    from visitor_days
    inner join reporting_periods
        on visitor_days.conversion_date = reporting_periods.reporting_date
),

counted_contexts as (
    select
        *,
        count(*) over (
            partition by conversion_number, period_number, visitor_number
        ) as context_count
    from visitor_contexts
),

-- Who was in one context is in each of its segments once, so these are counted before they multiply.
context_counts as (
    select
        conversion_number,
        period_number,
        context_number,
        count(*) as visitor_count
    from counted_contexts
    where context_count = 1
    group by conversion_number, period_number, context_number
),

repeated_visitors as (
    select distinct
        counted_contexts.conversion_number,
        counted_contexts.period_number,
        context_segments.segment_number,
        counted_contexts.visitor_number
    from counted_contexts
    inner join context_segments
        on counted_contexts.context_number = context_segments.context_number
    where counted_contexts.context_count > 1
),

segment_counts as (
    select
        context_counts.conversion_number,
        context_counts.period_number,
        context_segments.segment_number,
        context_counts.visitor_count
    from context_counts
    inner join context_segments
        on context_counts.context_number = context_segments.context_number
    union all
    select
        conversion_number,
        period_number,
        segment_number,
        1 as visitor_count
    from repeated_visitors
),

converting_visitors as (
    select
        conversion_number,
        period_number,
        segment_number,
        cast(sum(visitor_count) as bigint) as converting_visitor_count
    from segment_counts
    group by conversion_number, period_number, segment_number
)

select * from converting_visitors
