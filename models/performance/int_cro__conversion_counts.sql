with

placed_conversions as (
    select * from {{ ref('int_cro__placed_conversions') }}
),

conversion_sums as (
    select
        conversion_key,
        period_grain,
        period_start,
        segment_name,
        segment_value,
        cast(count(*) as bigint) as conversion_count,
        cast(count(distinct visitor_key) as bigint) as converting_visitor_count,
        cast(count(gross_value) as bigint) as valued_conversion_count,
        cast(sum(case when is_rate_missing then 1 else 0 end) as bigint) as missing_rate_count,
        cast(sum(gross_value) as {{ cro.type_amount() }}) as gross_value,
        cast(sum(refunded_value) as {{ cro.type_amount() }}) as refunded_value,
        cast(sum(net_value) as {{ cro.type_amount() }}) as net_value,
        max(occurred_at) as last_converted_at,
        max(conversion_date) as last_conversion_date
    from placed_conversions
    group by conversion_key, period_grain, period_start, segment_name, segment_value
),

conversion_counts as (
    select
        {{ cro.hash_columns([
            'conversion_key', 'period_grain', 'period_start', 'segment_name', 'segment_value'
        ]) }} as conversion_cell_key,
        conversion_sums.*,
        {{ cro.safe_ratio('conversion_count', 'converting_visitor_count') }}
            as conversions_per_converting_visitor,
        {{ cro.safe_ratio('gross_value', 'valued_conversion_count') }} as average_value
    from conversion_sums
)

select * from conversion_counts
