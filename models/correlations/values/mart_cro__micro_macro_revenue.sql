with

value_arms as (
    select * from {{ ref('int_cro__value_arms') }}
),

value_errors as (
    select * from {{ ref('int_cro__value_errors') }}
),

-- With fewer than five units of known value to expect in an arm, one large order decides.
differences as (
    select
        value_arms.*,
        value_errors.difference_error,
        case
            when
                {{ cro.has_support(
                    'least(value_arms.completer_count, value_arms.other_count) * '
                    ~ cro.safe_ratio('value_arms.valued_count', 'value_arms.unit_count')
                ) }}
                then value_arms.completer_mean - value_arms.other_mean
        end as net_value_difference
    from value_arms
    left join value_errors
        on
            value_arms.unit = value_errors.unit
            and value_arms.micro_conversion_key = value_errors.micro_conversion_key
            and value_arms.macro_conversion_key = value_errors.macro_conversion_key
),

revenue as (
    select
        {{ cro.hash_columns(['unit', 'micro_conversion_key', 'macro_conversion_key']) }}
            as micro_macro_revenue_key,
        unit,
        micro_conversion_key,
        macro_conversion_key,
        completer_count,
        other_count,
        completer_valued_count,
        other_valued_count,
        completer_net_value,
        completer_net_value_after,
        other_net_value,
        completer_mean as net_value_per_completer,
        completer_mean_after as net_value_after_per_completer,
        other_mean as net_value_per_other,
        net_value_difference,
        net_value_difference - {{ cro.normal_quantile_975() }} * difference_error
            as net_value_difference_lower,
        net_value_difference + {{ cro.normal_quantile_975() }} * difference_error
            as net_value_difference_upper,
        completer_missing_rate_count,
        other_missing_rate_count
    from differences
)

select * from revenue
