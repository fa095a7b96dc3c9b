with

unit_outcomes as (
    select * from {{ ref('int_cro__unit_outcomes') }}
),

unit_segments as (
    select * from {{ ref('int_cro__unit_segments') }}
),

outcome_totals as (
    select
        unit_outcomes.comparison_key,
        unit_segments.segment_name,
        unit_segments.segment_value,
        unit_outcomes.macro_conversion_key,
        cast(sum(unit_outcomes.early_count) as bigint) as early_converter_count,
        cast(sum(1 - unit_outcomes.early_count) as bigint) as converted_count
    from unit_outcomes
    inner join unit_segments
        on
            unit_outcomes.unit = unit_segments.unit
            and unit_outcomes.unit_key = unit_segments.unit_key
    group by
        unit_outcomes.comparison_key,
        unit_segments.segment_name,
        unit_segments.segment_value,
        unit_outcomes.macro_conversion_key
)

select * from outcome_totals
