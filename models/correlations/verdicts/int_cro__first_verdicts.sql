with

verdict_numbers as (
    select * from {{ ref('int_cro__verdict_numbers') }}
),

segment_differences as (
    select * from {{ ref('int_cro__segment_differences') }}
),

differing_segments as (
    select
        unit,
        action_key,
        macro_conversion_key,
        min(segment_name) as differing_segment_name
    from segment_differences
    where p_value < 0.01 and has_opposite_values
    group by unit, action_key, macro_conversion_key
),

-- Reasons not to read the numbers at all come first; only the total can hang on a segment.
-- Whoever converts is compared at every step before, so steps alone would make thirty out of three.
first_verdicts as (
    select
        verdict_numbers.*,
        case when verdict_numbers.is_total then differing_segments.differing_segment_name end
            as differing_segment_name,
        case
            when
                verdict_numbers.both_count >= 20
                and 10 * (verdict_numbers.both_count - verdict_numbers.before_count)
                >= 8 * verdict_numbers.both_count then 'after_macro'
            when
                verdict_numbers.not_after_count >= 20
                and 2 * verdict_numbers.coincident_count >= verdict_numbers.not_after_count
                then 'coincident'
            when verdict_numbers.is_process_milestone then 'structural'
            when
                verdict_numbers.converter_count >= 50
                and 100 * verdict_numbers.before_count >= 98 * verdict_numbers.converter_count
                then 'structural'
            when 2 * verdict_numbers.exposed_count < verdict_numbers.all_exposed_count
                then 'no_comparison'
            when
                not {{ cro.has_support(
                    'least(verdict_numbers.expected_exposed, verdict_numbers.expected_unexposed)',
                    var('cro__min_expected_conversions')
                ) }}
                or verdict_numbers.exposed_count < {{ var('cro__min_exposed_units') }}
                or verdict_numbers.exposed_converted + verdict_numbers.unexposed_converted
                < {{ var('cro__min_conversions') }}
                or verdict_numbers.converter_count < {{ var('cro__min_conversions') }}
                then 'insufficient_data'
            when verdict_numbers.is_total and differing_segments.differing_segment_name is not null
                then 'depends_on_segment'
        end as first_verdict
    from verdict_numbers
    left join differing_segments
        on
            verdict_numbers.unit = differing_segments.unit
            and verdict_numbers.action_key = differing_segments.action_key
            and verdict_numbers.macro_conversion_key = differing_segments.macro_conversion_key
)

select * from first_verdicts
