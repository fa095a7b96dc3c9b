with

eligible_units as (
    select * from {{ ref('int_cro__eligible_units') }}
),

valued_conversions as (
    select * from {{ ref('int_cro__valued_conversions') }}
),

value_sums as (
    select
        unit,
        unit_key,
        macro_conversion_key,
        sum(coalesce(net_value, 0)) as net_value,
        max(case when net_value is not null then 1 else 0 end) as valued_count,
        sum(missing_rate_count) as missing_rate_count
    from valued_conversions
    group by unit, unit_key, macro_conversion_key
),

-- Who brought nothing brought zero, and belongs in the mean.
unit_values as (
    select
        eligible_units.unit,
        eligible_units.unit_key,
        eligible_units.visitor_key,
        eligible_units.macro_conversion_key,
        cast(coalesce(value_sums.net_value, 0) as {{ cro.type_amount() }}) as net_value,
        coalesce(value_sums.valued_count, 0) as valued_count,
        cast(coalesce(value_sums.missing_rate_count, 0) as bigint) as missing_rate_count
    from eligible_units
    left join value_sums
        on
            eligible_units.unit = value_sums.unit
            and eligible_units.unit_key = value_sums.unit_key
            and eligible_units.macro_conversion_key = value_sums.macro_conversion_key
)

select * from unit_values
