with

micro_macro_pairs as (
    select * from {{ ref('int_cro__micro_macro_pairs') }}
),

candidate_pairs as (
    select * from {{ ref('int_cro__candidate_pairs') }}
),

actions as (
    select
        micro_conversion_key as action_key,
        macro_conversion_key,
        is_process_milestone,
        false as is_candidate,
        true as is_in_family,
        true as is_in_total
    from micro_macro_pairs
    union all
    select
        candidate_key as action_key,
        macro_conversion_key,
        false as is_process_milestone,
        true as is_candidate,
        not is_planned as is_in_family,
        candidate_type = 'event' as is_in_total
    from candidate_pairs
),

compared_actions as (
    select
        cast(row_number() over (order by action_key, macro_conversion_key) as bigint) as pair_number,
        *
    from actions
)

select * from compared_actions
