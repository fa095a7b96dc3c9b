{{ config(materialized='view') }}

with

overlap_cells as (
    select * from {{ ref('int_cro__overlap_cells') }}
),

strata as (
    select
        comparison_key,
        micro_conversion_key,
        other_micro_conversion_key,
        macro_conversion_key,
        cast(both_converted_count as {{ cro.type_double() }}) as exposed_converted,
        cast(both_count as {{ cro.type_double() }}) as exposed_count,
        cast(other_only_converted_count as {{ cro.type_double() }}) as unexposed_converted,
        cast(other_only_count as {{ cro.type_double() }}) as unexposed_count
    from overlap_cells
    union all
    select
        comparison_key,
        micro_conversion_key,
        other_micro_conversion_key,
        macro_conversion_key,
        cast(only_converted_count as {{ cro.type_double() }}) as exposed_converted,
        cast(only_count as {{ cro.type_double() }}) as exposed_count,
        cast(neither_converted_count as {{ cro.type_double() }}) as unexposed_converted,
        cast(neither_count as {{ cro.type_double() }}) as unexposed_count
    from overlap_cells
),

-- Where only one arm is present there is nothing to compare.
informative_strata as (
    select
        *,
        exposed_count + unexposed_count as all_count,
        exposed_converted + unexposed_converted as converted_count
    from strata
    where exposed_count > 0 and unexposed_count > 0
),

overlap_terms as (
    select
        comparison_key,
        micro_conversion_key,
        other_micro_conversion_key,
        macro_conversion_key,
        exposed_count * converted_count / all_count as expected_exposed,
        unexposed_count * converted_count / all_count as expected_unexposed,
        exposed_converted * unexposed_count / all_count as exposed_term,
        unexposed_converted * exposed_count / all_count as unexposed_term,
        exposed_count * unexposed_count / all_count as weight,
        (
            converted_count * exposed_count * unexposed_count
            - exposed_converted * unexposed_converted * all_count
        ) / (all_count * all_count) as ratio_variance_term,
        (
            exposed_count * exposed_count * unexposed_converted
            - unexposed_count * unexposed_count * exposed_converted
            + exposed_count * unexposed_count * (unexposed_count - exposed_count) / 2
        ) / (all_count * all_count) as difference_slope_term,
        (
            exposed_converted * (unexposed_count - unexposed_converted)
            + unexposed_converted * (exposed_count - exposed_converted)
        ) / (2 * all_count) as difference_base_term
    from informative_strata
)

select * from overlap_terms
