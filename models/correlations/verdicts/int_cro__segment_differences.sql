with

same_step_measures as (
    select * from {{ ref('int_cro__same_step_measures') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
    where population_type = 'segment' and not is_total
),

-- A log ratio counts by how sure it is.
weighted_ratios as (
    select
        populations.unit,
        populations.population_name as segment_name,
        same_step_measures.action_key,
        same_step_measures.macro_conversion_key,
        same_step_measures.risk_ratio_lower,
        same_step_measures.risk_ratio_upper,
        ln(same_step_measures.risk_ratio) as log_ratio,
        1 / (same_step_measures.risk_ratio_log_error * same_step_measures.risk_ratio_log_error)
            as weight
    from same_step_measures
    inner join populations
        on same_step_measures.population_key = populations.population_key
    where same_step_measures.risk_ratio > 0 and same_step_measures.risk_ratio_log_error > 0
),

centred_ratios as (
    select
        *,
        log_ratio - sum(weight * log_ratio) over (
            partition by unit, segment_name, action_key, macro_conversion_key
        ) / sum(weight) over (
            partition by unit, segment_name, action_key, macro_conversion_key
        ) as distance
    from weighted_ratios
),

woolf_sums as (
    select
        unit,
        segment_name,
        action_key,
        macro_conversion_key,
        cast(count(*) as integer) as value_count,
        sum(weight * distance * distance) as statistic,
        max(case when risk_ratio_lower > 1 then 1 else 0 end) as has_value_above,
        max(case when risk_ratio_upper < 1 then 1 else 0 end) as has_value_below
    from centred_ratios
    group by unit, segment_name, action_key, macro_conversion_key
),

-- The tail names its deviate a hundred times, so that is a column.
woolf_deviates as (
    select
        *,
        value_count - 1 as degrees,
        {{ cro.chi_square_deviate('statistic', 'value_count - 1') }} as deviate
    from woolf_sums
),

segment_differences as (
    select
        unit,
        segment_name,
        action_key,
        macro_conversion_key,
        value_count,
        statistic,
        {{ cro.chi_square_upper_tail('statistic', 'degrees', 'deviate') }} as p_value,
        has_value_above = 1 and has_value_below = 1 as has_opposite_values
    from woolf_deviates
)

select * from segment_differences
