with

entry_periods as (
    select * from {{ ref('int_cro__funnel_entry_periods') }}
),

-- A unit that enters again within the period can still go deeper by its later entry.
numbered_entries as (
    select
        funnel_entry_key,
        funnel_key,
        period_grain,
        period_start,
        unit_key,
        row_number() over (
            partition by funnel_key, period_grain, period_start, unit_key
            order by number_for_unit
        ) as number_in_period,
        max(depth) over (
            partition by funnel_key, period_grain, period_start, unit_key
        ) as depth,
        min(case when is_matured then 1 else 0 end) over (
            partition by funnel_key, period_grain, period_start, unit_key
        ) = 1 as is_matured
    from entry_periods
),

period_units as (
    select
        funnel_key,
        period_grain,
        period_start,
        unit_key,
        funnel_entry_key as first_funnel_entry_key,
        depth,
        is_matured
    from numbered_entries
    where number_in_period = 1
)

select * from period_units
