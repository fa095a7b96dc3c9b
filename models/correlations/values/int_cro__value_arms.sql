with

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

population_values as (
    select * from {{ ref('int_cro__population_values') }}
),

completer_values as (
    select * from {{ ref('int_cro__completer_values') }}
),

completer_sums as (
    select
        unit,
        micro_conversion_key,
        macro_conversion_key,
        cast(count(*) as bigint) as unit_count,
        sum(net_value) as net_value,
        sum(net_value_after) as net_value_after,
        cast(sum(valued_count) as bigint) as valued_count,
        cast(sum(missing_rate_count) as bigint) as missing_rate_count
    from completer_values
    group by unit, micro_conversion_key, macro_conversion_key
),

completers as (
    select
        population_values.*,
        pairs.micro_conversion_key,
        coalesce(completer_sums.unit_count, 0) as completer_count,
        cast(coalesce(completer_sums.net_value, 0) as {{ cro.type_amount() }})
            as completer_net_value,
        cast(coalesce(completer_sums.net_value_after, 0) as {{ cro.type_amount() }})
            as completer_net_value_after,
        coalesce(completer_sums.valued_count, 0) as completer_valued_count,
        coalesce(completer_sums.missing_rate_count, 0) as completer_missing_rate_count
    from population_values
    inner join pairs
        on population_values.macro_conversion_key = pairs.macro_conversion_key
    left join completer_sums
        on
            population_values.unit = completer_sums.unit
            and population_values.macro_conversion_key = completer_sums.macro_conversion_key
            and pairs.micro_conversion_key = completer_sums.micro_conversion_key
),

value_arms as (
    select
        *,
        unit_count - completer_count as other_count,
        cast(net_value - completer_net_value as {{ cro.type_amount() }}) as other_net_value,
        valued_count - completer_valued_count as other_valued_count,
        missing_rate_count - completer_missing_rate_count as other_missing_rate_count,
        {{ cro.safe_ratio('completer_net_value', 'completer_count') }} as completer_mean,
        {{ cro.safe_ratio('completer_net_value_after', 'completer_count') }}
            as completer_mean_after,
        {{ cro.safe_ratio('net_value - completer_net_value', 'unit_count - completer_count') }}
            as other_mean
    from completers
)

select * from value_arms
