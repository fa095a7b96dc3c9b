with

history as (
    select * from {{ ref('mart_cro__micro_macro_history') }}
    where is_complete
),

numbered_months as (
    select
        *,
        row_number() over (
            partition by unit, micro_conversion_key, macro_conversion_key
            order by entry_month desc
        ) as months_ago
    from history
),

recent_verdicts as (
    select
        unit,
        micro_conversion_key,
        macro_conversion_key,
        cast(sum(case
            when verdict in ('no_useful_difference', 'counter_indicator') then 1 else 0
        end) as bigint) as useless_month_count
    from numbered_months
    where months_ago <= 3
    group by unit, micro_conversion_key, macro_conversion_key
)

select * from recent_verdicts
