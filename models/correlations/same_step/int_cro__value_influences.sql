with

valued_steps as (
    select * from {{ ref('int_cro__valued_steps') }}
    where is_total
),

unit_path_actions as (
    select * from {{ ref('int_cro__unit_path_actions') }}
    where not is_candidate
),

same_step_slopes as (
    select * from {{ ref('int_cro__same_step_slopes') }}
),

clustered_units as (
    select * from {{ ref('int_cro__clustered_units') }}
    where is_total
),

path_influences as (
    select * from {{ ref('int_cro__path_influences') }}
),

visitor_changes as (
    select * from {{ ref('int_cro__visitor_changes') }}
    where is_total
),

-- What later value adds to a pull in which nobody brought any.
step_influences as (
    select
        valued_steps.population_number,
        same_step_slopes.pair_number,
        valued_steps.visitor_number,
        case
            when
                unit_path_actions.first_step_number = valued_steps.step_number
                and (
                    unit_path_actions.is_process_milestone or not valued_steps.is_milestone_step
                ) then same_step_slopes.unexposed_share * valued_steps.later_value
            when valued_steps.is_milestone_step then 0
            when
                unit_path_actions.first_step_number is null
                or unit_path_actions.first_step_number > valued_steps.step_number
                then -same_step_slopes.exposed_share * valued_steps.later_value
            else 0
        end as value_influence
    from valued_steps
    inner join same_step_slopes
        on
            valued_steps.population_number = same_step_slopes.population_number
            and valued_steps.macro_conversion_key = same_step_slopes.macro_conversion_key
            and valued_steps.place_number = same_step_slopes.place_number
            and valued_steps.stage_number = same_step_slopes.stage_number
            and valued_steps.segment_number = same_step_slopes.segment_number
    left join unit_path_actions
        on
            valued_steps.unit_number = unit_path_actions.unit_number
            and valued_steps.clock = unit_path_actions.clock
            and same_step_slopes.pair_number = unit_path_actions.pair_number
),

-- As if nobody brought value or did it, and what changes for those who did.
influences as (
    select
        population_number,
        pair_number,
        visitor_number,
        value_influence
    from step_influences
    union all
    select
        clustered_units.population_number,
        path_influences.pair_number,
        clustered_units.visitor_number,
        path_influences.value_influence
    from clustered_units
    inner join path_influences
        on
            clustered_units.population_number = path_influences.population_number
            and clustered_units.path_number = path_influences.path_number
    union all
    select
        population_number,
        pair_number,
        visitor_number,
        value_change as value_influence
    from visitor_changes
),

value_influences as (
    select
        population_number,
        pair_number,
        visitor_number,
        sum(value_influence) as value_influence
    from influences
    group by population_number, pair_number, visitor_number
)

select * from value_influences
