with

micro_spans as (
    select * from {{ ref('int_cro__micro_spans') }}
),

lag_counts as (
    select * from {{ ref('int_cro__micro_macro_lag_counts') }}
),

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

macro_sources as (
    select * from {{ ref('int_cro__macro_sources') }}
),

unit_names as (
    select 'session' as unit
    union all
    select 'visitor' as unit
),

done_counts as (
    select
        micro_spans.unit,
        micro_spans.micro_conversion_key,
        macro_sources.macro_conversion_key,
        cast(sum(case when micro_spans.is_matured then 1 else 0 end) as bigint) as done_count,
        cast(sum(case when micro_spans.is_matured then 0 else 1 end) as bigint) as immature_count
    from micro_spans
    inner join macro_sources
        on micro_spans.source_name = macro_sources.source_name
    group by
        micro_spans.unit, micro_spans.micro_conversion_key, macro_sources.macro_conversion_key
),

counts as (
    select
        unit_names.unit,
        pairs.micro_conversion_key,
        pairs.macro_conversion_key,
        coalesce(done_counts.done_count, 0) as done_count,
        coalesce(lag_counts.converted_count, 0) as converted_count,
        coalesce(lag_counts.converted_before_count, 0) as converted_before_count,
        coalesce(done_counts.immature_count, 0) as immature_count,
        lag_counts.seconds_to_macro_median,
        lag_counts.seconds_to_macro_p90,
        lag_counts.within_hour_count,
        lag_counts.within_day_count,
        lag_counts.within_week_count
    from unit_names
    cross join pairs
    left join done_counts
        on
            unit_names.unit = done_counts.unit
            and pairs.micro_conversion_key = done_counts.micro_conversion_key
            and pairs.macro_conversion_key = done_counts.macro_conversion_key
    left join lag_counts
        on
            unit_names.unit = lag_counts.unit
            and pairs.micro_conversion_key = lag_counts.micro_conversion_key
            and pairs.macro_conversion_key = lag_counts.macro_conversion_key
),

lags as (
    select
        {{ cro.hash_columns(['unit', 'micro_conversion_key', 'macro_conversion_key']) }}
            as micro_macro_lag_key,
        unit,
        micro_conversion_key,
        macro_conversion_key,
        done_count,
        converted_count,
        converted_before_count,
        done_count - converted_count - converted_before_count as not_converted_count,
        immature_count,
        seconds_to_macro_median,
        seconds_to_macro_p90,
        {{ cro.safe_ratio('within_hour_count', 'converted_count') }} as share_within_hour,
        {{ cro.safe_ratio('within_day_count', 'converted_count') }} as share_within_day,
        {{ cro.safe_ratio('within_week_count', 'converted_count') }} as share_within_week
    from counts
)

select * from lags
