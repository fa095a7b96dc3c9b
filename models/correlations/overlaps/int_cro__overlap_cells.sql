with

landmark_doers as (
    select * from {{ ref('int_cro__landmark_doers') }}
),

overlap_totals as (
    select * from {{ ref('int_cro__overlap_totals') }}
),

-- Two micro conversions that nobody did both of have their row too.
counts as (
    select
        landmark_doers.comparison_key,
        landmark_doers.unit,
        landmark_doers.landmark_seconds,
        landmark_doers.horizon_seconds,
        landmark_doers.micro_conversion_key,
        other_doers.micro_conversion_key as other_micro_conversion_key,
        landmark_doers.macro_conversion_key,
        landmark_doers.unit_count,
        landmark_doers.converted_count,
        landmark_doers.done_count,
        landmark_doers.done_converted_count,
        other_doers.done_count as other_done_count,
        other_doers.done_converted_count as other_done_converted_count,
        coalesce(overlap_totals.unit_count, 0) as both_count,
        coalesce(overlap_totals.converted_count, 0) as both_converted_count
    from landmark_doers
    inner join landmark_doers as other_doers
        on
            landmark_doers.comparison_key = other_doers.comparison_key
            and landmark_doers.macro_conversion_key = other_doers.macro_conversion_key
            and landmark_doers.micro_conversion_key <> other_doers.micro_conversion_key
    left join overlap_totals
        on
            landmark_doers.comparison_key = overlap_totals.comparison_key
            and landmark_doers.macro_conversion_key = overlap_totals.macro_conversion_key
            and landmark_doers.micro_conversion_key = overlap_totals.micro_conversion_key
            and other_doers.micro_conversion_key = overlap_totals.other_micro_conversion_key
),

overlap_cells as (
    select
        comparison_key,
        unit,
        landmark_seconds,
        horizon_seconds,
        micro_conversion_key,
        other_micro_conversion_key,
        macro_conversion_key,
        both_count,
        both_converted_count,
        done_count - both_count as only_count,
        done_converted_count - both_converted_count as only_converted_count,
        other_done_count - both_count as other_only_count,
        other_done_converted_count - both_converted_count as other_only_converted_count,
        unit_count - done_count - other_done_count + both_count as neither_count,
        converted_count - done_converted_count - other_done_converted_count
        + both_converted_count as neither_converted_count
    from counts
)

select * from overlap_cells
