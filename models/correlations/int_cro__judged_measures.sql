{{ config(materialized='view') }}

with

all_measures as (
    select * from {{ ref('int_cro__all_measures') }}
),

pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

-- Milestones are associated by design; among the others they would make noise look real.
family_measures as (
    select
        all_measures.*,
        case
            when all_measures.is_in_family and not pairs.is_process_milestone
                then all_measures.judged_p_value
        end as family_p_value
    from all_measures
    inner join pairs
        on
            all_measures.micro_conversion_key = pairs.micro_conversion_key
            and all_measures.macro_conversion_key = pairs.macro_conversion_key
),

-- A list of a hundred micro conversions always has a top ten, so p values are judged together.
ranked_measures as (
    select
        *,
        cast(count(family_p_value) over (
            partition by
                unit, macro_conversion_key, segment_name, segment_value, method,
                landmark_seconds, horizon_seconds
        ) as bigint) as family_size,
        row_number() over (
            partition by
                unit, macro_conversion_key, segment_name, segment_value, method,
                landmark_seconds, horizon_seconds
            order by coalesce(family_p_value, 2), micro_conversion_key
        ) as p_rank
    from family_measures
),

-- Benjamini and Hochberg: the smallest p times family over rank, from this rank on.
corrected_measures as (
    select
        *,
        min(family_p_value * family_size / p_rank) over (
            partition by
                unit, macro_conversion_key, segment_name, segment_value, method,
                landmark_seconds, horizon_seconds
            order by p_rank desc
            rows between unbounded preceding and current row
        ) as smallest_from_here
    from ranked_measures
),

judged_measures as (
    select
        *,
        case when family_p_value is not null then least(1.0, smallest_from_here) end
            as q_value
    from corrected_measures
)

select * from judged_measures
