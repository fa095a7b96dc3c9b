-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

same_step_measures as (
    select * from {{ ref('int_cro__same_step_measures') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
    where is_total
),

micro_conversions as (
    select * from {{ ref('dim_cro__micro_conversions') }}
    where is_latest_version
),

-- What has no exchange rate counts as zero, so that a reader must know how much that is.
missing_rates as (
    select
        macro_conversion_key,
        cast(count(*) as bigint) as macro_missing_rate_count
    from {{ ref('fct_cro__macro_conversions') }}
    where is_rate_missing
    group by macro_conversion_key
),

micro_values as (
    select
        populations.unit,
        same_step_measures.action_key as micro_conversion_key,
        same_step_measures.macro_conversion_key,
        same_step_measures.exposed_count as compared_exposed_count,
        same_step_measures.value_difference as associated_value,
        same_step_measures.value_difference
        - {{ cro.normal_quantile_975() }} * same_step_measures.value_difference_error
            as associated_value_lower,
        same_step_measures.value_difference
        + {{ cro.normal_quantile_975() }} * same_step_measures.value_difference_error
            as associated_value_upper,
        micro_conversions.value as planned_value,
        micro_conversions.currency as planned_currency,
        coalesce(missing_rates.macro_missing_rate_count, 0) as macro_missing_rate_count
    from same_step_measures
    inner join populations
        on same_step_measures.population_key = populations.population_key
    inner join micro_conversions
        on same_step_measures.action_key = micro_conversions.micro_conversion_key
    left join missing_rates
        on same_step_measures.macro_conversion_key = missing_rates.macro_conversion_key
),

associated_values as (
    select
        {{ cro.hash_columns(['unit', 'micro_conversion_key', 'macro_conversion_key']) }}
            as micro_macro_associated_value_key,
        unit,
        micro_conversion_key,
        macro_conversion_key,
        compared_exposed_count,
        associated_value,
        associated_value_lower,
        associated_value_upper,
        planned_value,
        planned_currency,
        associated_value * compared_exposed_count as total_associated_value,
        macro_missing_rate_count
    from micro_values
)

select * from associated_values
