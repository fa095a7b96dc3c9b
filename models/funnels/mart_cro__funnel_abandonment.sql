with

abandonments as (
    select * from {{ ref('int_cro__funnel_abandonments') }}
),

funnels as (
    select * from {{ ref('dim_cro__funnels') }}
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where is_latest_version
),

ranked_abandonments as (
    select
        *,
        row_number() over (
            partition by funnel_key, step_number, last_micro_conversion_key
            order by seconds_from_entry, unit_key
        ) as time_rank,
        count(*) over (
            partition by funnel_key, step_number, last_micro_conversion_key
        ) as time_count
    from abandonments
),

abandonment_counts as (
    select
        funnel_key,
        step_number,
        conversion_key,
        label,
        last_micro_conversion_key,
        cast(count(*) as bigint) as abandoned_unit_count,
        cast(sum(case when has_converted then 1 else 0 end) as bigint) as converted_unit_count,
        {{ cro.nearest_rank('seconds_from_entry', 'time_rank', 'time_count', 50) }}
            as seconds_from_entry_median
    from ranked_abandonments
    group by funnel_key, step_number, conversion_key, label, last_micro_conversion_key
),

-- Steps of visits and of visitors stand in one table, so each row says whose they are.
named_abandonment_counts as (
    select
        abandonment_counts.*,
        funnels.label as funnel_label,
        funnels.unit,
        coalesce(micro_conversions.label, '(none)') as last_micro_label
    from abandonment_counts
    inner join funnels
        on abandonment_counts.funnel_key = funnels.funnel_key
    left join micro_conversions
        on abandonment_counts.last_micro_conversion_key = micro_conversions.micro_conversion_key
),

funnel_abandonment as (
    select
        {{ cro.hash_columns(['funnel_key', 'step_number', 'last_micro_conversion_key']) }}
            as funnel_abandonment_key,
        *,
        {{ cro.safe_ratio(
            'abandoned_unit_count',
            'sum(abandoned_unit_count) over (partition by funnel_key, step_number)'
        ) }} as share_of_step,
        {{ cro.safe_ratio(
            'abandoned_unit_count',
            'sum(abandoned_unit_count) over (partition by funnel_key)'
        ) }} as share_of_funnel
    from named_abandonment_counts
)

select * from funnel_abandonment
