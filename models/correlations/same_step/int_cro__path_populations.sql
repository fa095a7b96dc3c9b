with

unit_paths as (
    select * from {{ ref('int_cro__unit_paths') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

path_populations as (
    select
        unit_populations.population_number,
        unit_populations.has_segment_strata,
        unit_paths.path_number,
        cast(count(*) as bigint) as unit_count,
        cast(sum(case
            when
                unit_populations.is_only_unit
                and (unit_paths.converted_count = 0 or not unit_populations.is_total) then 1
            else 0
        end) as bigint) as single_count
    from unit_paths
    inner join unit_populations
        on
            unit_paths.unit_number = unit_populations.unit_number
            and unit_paths.clock = unit_populations.clock
    group by
        unit_populations.population_number,
        unit_populations.has_segment_strata,
        unit_paths.path_number
)

select * from path_populations
