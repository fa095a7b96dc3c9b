with

population_totals as (
    select * from {{ ref('int_cro__population_totals') }}
),

exposure_totals as (
    select * from {{ ref('int_cro__exposure_totals') }}
),

outcome_totals as (
    select * from {{ ref('int_cro__outcome_totals') }}
),

exposed_outcome_totals as (
    select * from {{ ref('int_cro__exposed_outcome_totals') }}
),

comparisons as (
    select * from {{ ref('int_cro__comparisons') }}
),

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

-- Every pair has a row wherever its goal can be reached, so that an action nobody took shows its zero.
margins as (
    select
        population_totals.*,
        pairs.micro_conversion_key,
        coalesce(outcome_totals.early_converter_count, 0) as early_converter_count,
        coalesce(outcome_totals.converted_count, 0) as converted_count,
        coalesce(exposure_totals.exposed_count, 0)
        - coalesce(exposed_outcome_totals.both_count, 0) as exposed_not,
        coalesce(exposed_outcome_totals.exposed_before_count, 0) as exposed_converted
    from population_totals
    inner join pairs
        on population_totals.macro_conversion_key = pairs.macro_conversion_key
    left join exposure_totals
        on
            population_totals.comparison_key = exposure_totals.comparison_key
            and population_totals.segment_name = exposure_totals.segment_name
            and population_totals.segment_value = exposure_totals.segment_value
            and population_totals.macro_conversion_key = exposure_totals.macro_conversion_key
            and pairs.micro_conversion_key = exposure_totals.micro_conversion_key
    left join outcome_totals
        on
            population_totals.comparison_key = outcome_totals.comparison_key
            and population_totals.segment_name = outcome_totals.segment_name
            and population_totals.segment_value = outcome_totals.segment_value
            and population_totals.macro_conversion_key = outcome_totals.macro_conversion_key
    left join exposed_outcome_totals
        on
            population_totals.comparison_key = exposed_outcome_totals.comparison_key
            and population_totals.segment_name = exposed_outcome_totals.segment_name
            and population_totals.segment_value = exposed_outcome_totals.segment_value
            and pairs.micro_conversion_key = exposed_outcome_totals.micro_conversion_key
            and population_totals.macro_conversion_key
            = exposed_outcome_totals.macro_conversion_key
),

-- Whoever converted and is not counted as exposed before it counts as unexposed.
cells as (
    select
        comparisons.unit,
        comparisons.method,
        comparisons.landmark_seconds,
        comparisons.horizon_seconds,
        margins.micro_conversion_key,
        margins.macro_conversion_key,
        margins.segment_name,
        margins.segment_value,
        margins.exposed_converted,
        margins.exposed_not,
        margins.converted_count - margins.exposed_converted as unexposed_converted,
        margins.unit_count - margins.early_converter_count - margins.converted_count
        - margins.exposed_not as unexposed_not,
        margins.immature_count,
        margins.early_converter_count
    from margins
    inner join comparisons
        on margins.comparison_key = comparisons.comparison_key
),

keyed_cells as (
    select
        {{ cro.hash_columns([
            'unit', 'micro_conversion_key', 'macro_conversion_key', 'segment_name',
            'segment_value', 'method', 'landmark_seconds', 'horizon_seconds',
        ]) }} as micro_macro_cell_key,
        *
    from cells
)

select * from keyed_cells
