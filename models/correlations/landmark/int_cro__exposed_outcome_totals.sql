with

unit_exposures as (
    select * from {{ ref('int_cro__unit_exposures') }}
),

unit_outcomes as (
    select * from {{ ref('int_cro__unit_outcomes') }}
),

unit_segments as (
    select * from {{ ref('int_cro__unit_segments') }}
),

-- Only units that have both need a row: the other cells follow from the margins.
exposed_outcomes as (
    select
        unit_exposures.comparison_key,
        unit_exposures.unit,
        unit_exposures.unit_key,
        unit_exposures.micro_conversion_key,
        unit_outcomes.macro_conversion_key,
        case
            when unit_outcomes.early_count = 1 then 0
            when unit_exposures.exposed_at < unit_outcomes.converted_at then 1
            else 0
        end as exposed_before_count
    from unit_exposures
    inner join unit_outcomes
        on
            unit_exposures.comparison_key = unit_outcomes.comparison_key
            and unit_exposures.unit_key = unit_outcomes.unit_key
),

exposed_outcome_totals as (
    select
        exposed_outcomes.comparison_key,
        unit_segments.segment_name,
        unit_segments.segment_value,
        exposed_outcomes.micro_conversion_key,
        exposed_outcomes.macro_conversion_key,
        cast(count(*) as bigint) as both_count,
        cast(sum(exposed_outcomes.exposed_before_count) as bigint)
            as exposed_before_count
    from exposed_outcomes
    inner join unit_segments
        on
            exposed_outcomes.unit = unit_segments.unit
            and exposed_outcomes.unit_key = unit_segments.unit_key
    group by
        exposed_outcomes.comparison_key,
        unit_segments.segment_name,
        unit_segments.segment_value,
        exposed_outcomes.micro_conversion_key,
        exposed_outcomes.macro_conversion_key
)

select * from exposed_outcome_totals
