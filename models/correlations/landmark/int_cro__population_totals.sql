with

unit_windows as (
    select * from {{ ref('int_cro__unit_windows') }}
),

unit_segments as (
    select * from {{ ref('int_cro__unit_segments') }}
),

macro_sources as (
    select * from {{ ref('int_cro__macro_sources') }}
),

source_totals as (
    select
        unit_windows.comparison_key,
        unit_windows.source_name,
        unit_segments.segment_name,
        unit_segments.segment_value,
        sum(case when unit_windows.is_matured then 1 else 0 end) as unit_count,
        sum(case when unit_windows.is_matured then 0 else 1 end) as immature_count
    from unit_windows
    inner join unit_segments
        on
            unit_windows.unit = unit_segments.unit
            and unit_windows.unit_key = unit_segments.unit_key
    group by
        unit_windows.comparison_key,
        unit_windows.source_name,
        unit_segments.segment_name,
        unit_segments.segment_value
),

-- People of one site cannot reach the goal of another, so they are not held against it.
population_totals as (
    select
        source_totals.comparison_key,
        source_totals.segment_name,
        source_totals.segment_value,
        macro_sources.macro_conversion_key,
        cast(sum(source_totals.unit_count) as bigint) as unit_count,
        cast(sum(source_totals.immature_count) as bigint) as immature_count
    from source_totals
    inner join macro_sources
        on source_totals.source_name = macro_sources.source_name
    group by
        source_totals.comparison_key,
        source_totals.segment_name,
        source_totals.segment_value,
        macro_sources.macro_conversion_key
)

select * from population_totals
