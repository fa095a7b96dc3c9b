with

population_steps as (
    select * from {{ ref('int_cro__population_steps') }}
),

exposed_steps as (
    select * from {{ ref('int_cro__first_actions') }}
    where exposed_count > 0
),

population_actions as (
    select * from {{ ref('int_cro__population_actions') }}
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
        cast(exposed_steps.place_number as {{ dbt.type_string() }})
        || '|' || cast(exposed_steps.stage_number as {{ dbt.type_string() }})
        || '|' || coalesce(segment_strata.segment_stratum, '') as stratum,
        exposed_steps.population_number,
        exposed_steps.pair_number,
        exposed_steps.place_number,
        exposed_steps.stage_number,
        exposed_steps.segment_number,
        exposed_steps.exposed_converted,
        exposed_steps.exposed_count,
        coalesce(population_steps.converted_count, 0)
        - coalesce(population_actions.since_converted, 0) as unexposed_converted,
        coalesce(population_steps.step_count, 0) - coalesce(population_actions.since_count, 0)
            as unexposed_count,
        case when populations.is_total then coalesce(population_actions.before_count, 0) end
            as unexposed_before_count,
        coalesce(valued_actions.exposed_value, 0) as exposed_value,
        coalesce(population_steps.later_value, 0) - coalesce(valued_actions.since_value, 0)
            as unexposed_value
    from exposed_steps
    inner join compared_actions
        on exposed_steps.pair_number = compared_actions.pair_number
    inner join populations
        on exposed_steps.population_number = populations.population_number
    left join segment_strata
        on exposed_steps.segment_number = segment_strata.segment_number
    left join population_steps
        on
            exposed_steps.population_number = population_steps.population_number
            and compared_actions.macro_conversion_key = population_steps.macro_conversion_key
            and exposed_steps.place_number = population_steps.place_number
            and exposed_steps.stage_number = population_steps.stage_number
            and exposed_steps.segment_number = population_steps.segment_number
    left join population_actions
        on
            exposed_steps.population_number = population_actions.population_number
            and exposed_steps.pair_number = population_actions.pair_number
            and exposed_steps.place_number = population_actions.place_number
            and exposed_steps.stage_number = population_actions.stage_number
            and exposed_steps.segment_number = population_actions.segment_number
    left join valued_actions
        on
            exposed_steps.population_number = valued_actions.population_number
            and exposed_steps.pair_number = valued_actions.pair_number
            and exposed_steps.place_number = valued_actions.place_number
            and exposed_steps.stage_number = valued_actions.stage_number
            and exposed_steps.segment_number = valued_actions.segment_number
)

select * from same_step_strata
