with

unit_exposures as (
    select * from {{ ref('int_cro__unit_exposures') }}
),

unit_segments as (
    select * from {{ ref('int_cro__unit_segments') }}
),

exposure_totals as (
    select
        unit_exposures.comparison_key,
        unit_segments.segment_name,
        unit_segments.segment_value,
        unit_exposures.micro_conversion_key,
        cast(count(*) as bigint) as exposed_count
    from unit_exposures
    inner join unit_segments
        on
            unit_exposures.unit = unit_segments.unit
            and unit_exposures.unit_key = unit_segments.unit_key
    group by
        unit_exposures.comparison_key,
        unit_segments.segment_name,
        unit_segments.segment_value,
        unit_exposures.micro_conversion_key
)

select * from exposure_totals
