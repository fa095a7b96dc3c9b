with

same_step_terms as (
    select * from {{ ref('int_cro__same_step_terms') }}
),

same_step_sums as (
    select * from {{ ref('int_cro__same_step_sums') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

-- Only where an interval is read.
clustered_sums as (
    select same_step_sums.*
    from same_step_sums
    inner join populations
        on same_step_sums.population_key = populations.population_key
    inner join compared_actions
        on
            same_step_sums.action_key = compared_actions.action_key
            and same_step_sums.macro_conversion_key = compared_actions.macro_conversion_key
    where
        same_step_sums.is_supported
        and case
            when compared_actions.is_candidate then populations.population_type = 'half_of_devices'
            else populations.population_type in ('segment', 'month', 'without_segments')
        end
),

-- What a stratum would show if its ratio, or its difference, were the pooled one.
same_step_slopes as (
    select
        same_step_terms.population_key,
        same_step_terms.action_key,
        same_step_terms.macro_conversion_key,
        same_step_terms.stratum,
        same_step_terms.population_number,
        same_step_terms.pair_number,
        same_step_terms.place_number,
        same_step_terms.stage_number,
        same_step_terms.segment_number,
        same_step_terms.exposed_share,
        same_step_terms.unexposed_share,
        clustered_sums.risk_ratio,
        clustered_sums.risk_difference,
        clustered_sums.value_difference,
        same_step_terms.converted_count / (
            clustered_sums.risk_ratio * same_step_terms.exposed_count
            + same_step_terms.unexposed_count
        ) as ratio_base_rate,
        (
            same_step_terms.converted_count
            - clustered_sums.risk_difference * same_step_terms.exposed_count
        ) / same_step_terms.all_count as difference_base_rate,
        (
            same_step_terms.exposed_value + same_step_terms.unexposed_value
            - clustered_sums.value_difference * same_step_terms.exposed_count
        ) / same_step_terms.all_count as base_value
    from same_step_terms
    inner join clustered_sums
        on
            same_step_terms.population_key = clustered_sums.population_key
            and same_step_terms.action_key = clustered_sums.action_key
            and same_step_terms.macro_conversion_key = clustered_sums.macro_conversion_key
)

select * from same_step_slopes
