with

unit_path_actions as (
    select * from {{ ref('int_cro__unit_path_actions') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

-- Rows of one comparison lie together, so that they are added up before memory runs out.
path_actions as (
    select
        unit_populations.population_number,
        unit_populations.has_segment_strata,
        unit_populations.is_total,
        unit_path_actions.pair_number,
        unit_path_actions.is_process_milestone,
        unit_path_actions.path_number,
        unit_path_actions.first_step_number,
        cast(count(*) as bigint) as unit_count,
        cast(sum(case
            when
                unit_populations.is_only_unit
                and (unit_path_actions.converted_count = 0 or not unit_populations.is_total) then 1
            else 0
        end) as bigint) as single_count
    from unit_path_actions
    inner join unit_populations
        on
            unit_path_actions.unit_number = unit_populations.unit_number
            and unit_path_actions.clock = unit_populations.clock
    where
        {{ cro.is_compared_in('unit_populations', 'unit_path_actions') }}
    group by
        unit_populations.population_number,
        unit_populations.has_segment_strata,
        unit_populations.is_total,
        unit_path_actions.pair_number,
        unit_path_actions.is_process_milestone,
        unit_path_actions.path_number,
        unit_path_actions.first_step_number
    {{ cro.laid_together(['unit_populations.population_number', 'unit_path_actions.pair_number']) }}
)

select * from path_actions
