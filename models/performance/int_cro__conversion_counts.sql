with

placed_conversions as (
    select * from {{ ref('int_cro__placed_conversions') }}
),

converting_visitors as (
    select * from {{ ref('int_cro__converting_visitors') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

-- What adds up is summed by day and context first, before periods and segments multiply the rows.
context_sums as (
    select
        conversion_number,
        conversion_date,
        context_number,
        count(*) as conversion_count,
        count(gross_value) as valued_conversion_count,
        sum(case when is_rate_missing then 1 else 0 end) as missing_rate_count,
        sum(gross_value) as gross_value,
        sum(refunded_value) as refunded_value,
        sum(net_value) as net_value,
        max(occurred_at) as last_converted_at
    from placed_conversions
    group by conversion_number, conversion_date, context_number
),

segment_sums as (
    select
        context_sums.conversion_number,
        reporting_periods.period_number,
        context_segments.segment_number,
        cast(sum(context_sums.conversion_count) as bigint) as conversion_count,
        cast(sum(context_sums.valued_conversion_count) as bigint) as valued_conversion_count,
        cast(sum(context_sums.missing_rate_count) as bigint) as missing_rate_count,
        cast(sum(context_sums.gross_value) as {{ cro.type_amount() }}) as gross_value,
        cast(sum(context_sums.refunded_value) as {{ cro.type_amount() }}) as refunded_value,
        cast(sum(context_sums.net_value) as {{ cro.type_amount() }}) as net_value,
        max(context_sums.last_converted_at) as last_converted_at,
        max(context_sums.conversion_date) as last_conversion_date
    from context_sums
    inner join reporting_periods
        on context_sums.conversion_date = reporting_periods.reporting_date
    inner join context_segments
        on context_sums.context_number = context_segments.context_number
    group by
        context_sums.conversion_number,
        reporting_periods.period_number,
        context_segments.segment_number
),

conversion_counts as (
    select
        segment_sums.*,
        converting_visitors.converting_visitor_count,
        {{ cro.safe_ratio('segment_sums.conversion_count', 'converting_visitors.converting_visitor_count') }}
            as conversions_per_converting_visitor,
        {{ cro.safe_ratio('segment_sums.gross_value', 'segment_sums.valued_conversion_count') }}
            as average_value
    from segment_sums
    inner join converting_visitors
        on
            segment_sums.conversion_number = converting_visitors.conversion_number
            and segment_sums.period_number = converting_visitors.period_number
            and segment_sums.segment_number = converting_visitors.segment_number
)

select * from conversion_counts
