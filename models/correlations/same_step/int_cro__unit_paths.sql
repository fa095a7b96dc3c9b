with

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
),

unit_strata as (
    select * from {{ ref('int_cro__unit_strata') }}
),

-- One number per step tells where it is, whether it reaches a milestone and what came of it.
coded_steps as (
    select
        unit,
        clock,
        unit_number,
        macro_conversion_key,
        step_number,
        converted_count,
        cast(
            4 * (100 * place_number + stage_number)
            + 2 * case when is_milestone_step then 1 else 0 end
            + converted_count as {{ dbt.type_string() }}
        ) as step_code
    from risk_steps
),

described_units as (
    select
        unit,
        clock,
        unit_number,
        macro_conversion_key,
        max(step_number) as last_step_number,
        max(converted_count) as converted_count,
        {{ dbt.listagg('step_code', "','", 'order by step_number') }} as description
    from coded_steps
    group by unit, clock, unit_number, macro_conversion_key
),

numbered_units as (
    select
        described_units.*,
        unit_strata.visitor_number,
        unit_strata.segment_number,
        row_number() over (
            order by
                described_units.unit_number, described_units.clock,
                described_units.macro_conversion_key
        ) as unit_path_number
    from described_units
    inner join unit_strata
        on described_units.unit_number = unit_strata.unit_number
),

-- Units that went the same way share a path, which is called by the first of them.
unit_paths as (
    select
        unit,
        clock,
        unit_number,
        visitor_number,
        macro_conversion_key,
        unit_path_number,
        segment_number,
        last_step_number,
        converted_count,
        min(unit_path_number) over (
            partition by unit, clock, macro_conversion_key, segment_number, description
        ) as path_number
    from numbered_units
)

select * from unit_paths
