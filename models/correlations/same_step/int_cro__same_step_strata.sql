with

population_steps as (
    select * from {{ ref('int_cro__population_steps') }}
),

exposed_actions as (
    select * from {{ ref('int_cro__population_actions') }}
    where exposed_count > 0
),

valued_actions as (
    select * from {{ ref('int_cro__valued_actions') }}
),

populations as (
    select * from {{ ref('int_cro__populations') }}
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

segment_strata as (
    select distinct
        segment_number,
        segment_stratum
    from {{ ref('int_cro__unit_strata') }}
),

-- The comparison is every ordinary step of those who had not done it yet.
same_step_strata as (
    select
        populations.population_key,
        compared_actions.action_key,
        compared_actions.macro_conversion_key,
        cast(exposed_actions.place_number as {{ dbt.type_string() }})
        || '|' || cast(exposed_actions.stage_number as {{ dbt.type_string() }})
        || '|' || coalesce(segment_strata.segment_stratum, '') as stratum,
        exposed_actions.population_number,
        exposed_actions.pair_number,
        exposed_actions.place_number,
        exposed_actions.stage_number,
        exposed_actions.segment_number,
        exposed_actions.exposed_converted,
        exposed_actions.exposed_count,
        coalesce(population_steps.converted_count, 0) - exposed_actions.since_converted
            as unexposed_converted,
        coalesce(population_steps.step_count, 0) - exposed_actions.since_count
            as unexposed_count,
        case when populations.is_total then exposed_actions.before_count end
            as unexposed_before_count,
        coalesce(valued_actions.exposed_value, 0) as exposed_value,
        coalesce(population_steps.later_value, 0) - coalesce(valued_actions.since_value, 0)
            as unexposed_value
    from exposed_actions
    inner join compared_actions
        on exposed_actions.pair_number = compared_actions.pair_number
    inner join populations
        on exposed_actions.population_number = populations.population_number
    left join segment_strata
        on exposed_actions.segment_number = segment_strata.segment_number
    left join population_steps
        on
            exposed_actions.population_number = population_steps.population_number
            and compared_actions.macro_conversion_key = population_steps.macro_conversion_key
            and exposed_actions.place_number = population_steps.place_number
            and exposed_actions.stage_number = population_steps.stage_number
            and exposed_actions.segment_number = population_steps.segment_number
    left join valued_actions
        on
            exposed_actions.population_number = valued_actions.population_number
            and exposed_actions.pair_number = valued_actions.pair_number
            and exposed_actions.place_number = valued_actions.place_number
            and exposed_actions.stage_number = valued_actions.stage_number
            and exposed_actions.segment_number = valued_actions.segment_number
)

select * from same_step_strata
