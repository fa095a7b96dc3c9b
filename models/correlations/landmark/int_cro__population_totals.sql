with

unit_windows as (
    select * from {{ ref('int_cro__unit_windows') }}
),

unit_segments as (
    select * from {{ ref('int_cro__unit_segments') }}
),

population_totals as (
    select
        unit_windows.comparison_key,
        unit_segments.segment_name,
        unit_segments.segment_value,
        cast(sum(case when unit_windows.is_matured then 1 else 0 end) as bigint)
            as unit_count,
        cast(sum(case when unit_windows.is_matured then 0 else 1 end) as bigint)
            as immature_count
    from unit_windows
    inner join unit_segments
        on
            unit_windows.unit = unit_segments.unit
            and unit_windows.unit_key = unit_segments.unit_key
    group by
        unit_windows.comparison_key,
        unit_segments.segment_name,
        unit_segments.segment_value
)

select * from population_totals
