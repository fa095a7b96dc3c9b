with

micro_macro_lags as (
    select * from {{ ref('int_cro__micro_macro_lags') }}
),

ranked_lags as (
    select
        *,
        case when seconds_to_macro is not null then 1 else 0 end as converted_count,
        row_number() over (
            partition by
                unit, micro_conversion_key, macro_conversion_key,
                case when seconds_to_macro is null then 0 else 1 end
            order by seconds_to_macro, unit_key
        ) as lag_rank,
        count(*) over (
            partition by
                unit, micro_conversion_key, macro_conversion_key,
                case when seconds_to_macro is null then 0 else 1 end
        ) as lag_count
    from micro_macro_lags
),

lag_counts as (
    select
        unit,
        micro_conversion_key,
        macro_conversion_key,
        cast(sum(converted_count) as bigint) as converted_count,
        cast(sum(case when is_converted_before then 1 - converted_count else 0 end) as bigint)
            as converted_before_count,
        cast(sum(case when seconds_to_macro <= 3600 then 1 else 0 end) as bigint)
            as within_hour_count,
        cast(sum(case when seconds_to_macro <= 86400 then 1 else 0 end) as bigint)
            as within_day_count,
        cast(sum(case when seconds_to_macro <= 604800 then 1 else 0 end) as bigint)
            as within_week_count,
        {{ cro.nearest_rank('seconds_to_macro', 'lag_rank', 'lag_count', 50) }}
            as seconds_to_macro_median,
        {{ cro.nearest_rank('seconds_to_macro', 'lag_rank', 'lag_count', 90) }}
            as seconds_to_macro_p90
    from ranked_lags
    group by unit, micro_conversion_key, macro_conversion_key
)

select * from lag_counts
