with

overlap_cells as (
    select * from {{ ref('int_cro__overlap_cells') }}
),

overlap_measures as (
    select * from {{ ref('int_cro__overlap_measures') }}
),

-- Alone means without asking who did the other one.
alone_measures as (
    select * from {{ ref('int_cro__micro_macro_measures') }}
    where method = 'landmark' and segment_name = 'all'
),

micro_macro_overlaps as (
    select
        {{ cro.hash_columns([
            'overlap_cells.unit', 'overlap_cells.micro_conversion_key',
            'overlap_cells.other_micro_conversion_key', 'overlap_cells.macro_conversion_key',
            'overlap_cells.landmark_seconds', 'overlap_cells.horizon_seconds',
        ]) }} as micro_macro_overlap_key,
        overlap_cells.unit,
        overlap_cells.micro_conversion_key,
        overlap_cells.other_micro_conversion_key,
        overlap_cells.macro_conversion_key,
        overlap_cells.landmark_seconds,
        overlap_cells.horizon_seconds,
        overlap_cells.both_count,
        overlap_cells.only_count,
        overlap_cells.other_only_count,
        overlap_cells.neither_count,
        overlap_cells.both_converted_count,
        overlap_cells.only_converted_count,
        overlap_cells.other_only_converted_count,
        overlap_cells.neither_converted_count,
        {{ cro.safe_ratio(
            'overlap_cells.both_count',
            'overlap_cells.both_count + overlap_cells.only_count + overlap_cells.other_only_count'
        ) }} as jaccard_index,
        alone_measures.risk_difference as risk_difference_alone,
        alone_measures.risk_ratio as risk_ratio_alone,
        coalesce(overlap_measures.stratum_count, 0) as stratum_count,
        overlap_measures.risk_difference as risk_difference_given_other,
        {{ cro.difference_bound(
            'overlap_measures.risk_difference', 'overlap_measures.risk_difference_error', '-'
        ) }} as risk_difference_given_other_lower,
        {{ cro.difference_bound(
            'overlap_measures.risk_difference', 'overlap_measures.risk_difference_error', '+'
        ) }} as risk_difference_given_other_upper,
        overlap_measures.risk_ratio as risk_ratio_given_other,
        {{ cro.log_interval_lower(
            'overlap_measures.risk_ratio', 'overlap_measures.risk_ratio_log_error'
        ) }} as risk_ratio_given_other_lower,
        {{ cro.log_interval_upper(
            'overlap_measures.risk_ratio', 'overlap_measures.risk_ratio_log_error'
        ) }} as risk_ratio_given_other_upper
    from overlap_cells
    left join overlap_measures
        on
            overlap_cells.comparison_key = overlap_measures.comparison_key
            and overlap_cells.micro_conversion_key = overlap_measures.micro_conversion_key
            and overlap_cells.other_micro_conversion_key
            = overlap_measures.other_micro_conversion_key
            and overlap_cells.macro_conversion_key = overlap_measures.macro_conversion_key
    left join alone_measures
        on
            overlap_cells.unit = alone_measures.unit
            and overlap_cells.landmark_seconds = alone_measures.landmark_seconds
            and overlap_cells.horizon_seconds = alone_measures.horizon_seconds
            and overlap_cells.micro_conversion_key = alone_measures.micro_conversion_key
            and overlap_cells.macro_conversion_key = alone_measures.macro_conversion_key
)

select * from micro_macro_overlaps
