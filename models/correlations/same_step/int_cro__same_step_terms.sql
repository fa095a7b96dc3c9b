{{ config(materialized='view') }}

with

same_step_strata as (
    select * from {{ ref('int_cro__same_step_strata') }}
),

-- Where only one arm is present there is nothing to compare.
informative_strata as (
    select
        population_key,
        action_key,
        macro_conversion_key,
        stratum,
        population_number,
        pair_number,
        place_number,
        stage_number,
        segment_number,
        cast(exposed_converted as {{ cro.type_double() }}) as exposed_converted,
        cast(exposed_count as {{ cro.type_double() }}) as exposed_count,
        cast(unexposed_converted as {{ cro.type_double() }}) as unexposed_converted,
        cast(unexposed_count as {{ cro.type_double() }}) as unexposed_count,
        unexposed_before_count,
        exposed_value,
        unexposed_value,
        cast(exposed_converted + unexposed_converted as {{ cro.type_double() }})
            as converted_count,
        cast(exposed_count + unexposed_count as {{ cro.type_double() }}) as all_count
    from same_step_strata
    where unexposed_count > 0
),

stratum_terms as (
    select
        *,
        exposed_count / all_count as exposed_share,
        unexposed_count / all_count as unexposed_share,
        exposed_converted * unexposed_count / all_count as exposed_term,
        unexposed_converted * exposed_count / all_count as unexposed_term,
        exposed_count * unexposed_count / all_count as weight,
        exposed_value * unexposed_count / all_count as exposed_value_term,
        unexposed_value * exposed_count / all_count as unexposed_value_term,
        exposed_count * converted_count / all_count as expected_exposed,
        unexposed_count * converted_count / all_count as expected_unexposed,
        exposed_count * unexposed_count * converted_count * (all_count - converted_count)
        / (all_count * all_count * (all_count - 1)) as hypergeometric_variance
    from informative_strata
),

-- In a stratum of two nothing is skewed, and the formula has no value.
same_step_terms as (
    select
        *,
        coalesce(
            hypergeometric_variance
            * (all_count - 2 * converted_count) * (all_count - 2 * exposed_count)
            / nullif(all_count * (all_count - 2), 0),
            0
        ) as hypergeometric_skew_term
    from stratum_terms
)

select * from same_step_terms
