with

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
),

unit_strata as (
    select * from {{ ref('int_cro__unit_strata') }}
),

-- Most steps are of a first visit without milestone or conversion, and their number says it all.
telling_steps as (
    select
        clock,
        unit_number,
        macro_conversion_key,
        step_number,
        cast(step_number as {{ dbt.type_string() }}) || ':' || cast(
            4 * (100 * place_number + stage_number)
            + 2 * case when is_milestone_step then 1 else 0 end
            + converted_count as {{ dbt.type_string() }}
        ) as step_code
    from risk_steps
    where
        stage_number <> 0
        or is_milestone_step
        or converted_count <> 0
        or place_number
        <> case when unit = 'visitor' then 100 + least(step_number, 16) else step_number end
),

descriptions as (
    select
        clock,
        unit_number,
        macro_conversion_key,
        {{ cro.ordered_listagg('step_code', ',', order_by='step_number') }} as description
    from telling_steps
    group by clock, unit_number, macro_conversion_key
),

unit_ends as (
    select
        unit,
        clock,
        unit_number,
        macro_conversion_key,
        max(step_number) as last_step_number,
        max(converted_count) as converted_count
    from risk_steps
    group by unit, clock, unit_number, macro_conversion_key
),

described_units as (
    select
        unit_ends.*,
        coalesce(descriptions.description, '') as description
    from unit_ends
    left join descriptions
        on
            unit_ends.unit_number = descriptions.unit_number
            and unit_ends.clock = descriptions.clock
            and unit_ends.macro_conversion_key = descriptions.macro_conversion_key
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
            partition by
                unit, clock, macro_conversion_key, segment_number, last_step_number, description
        ) as path_number
    from numbered_units
)

select * from unit_paths
