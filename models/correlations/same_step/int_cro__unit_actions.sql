{{ config(materialized='view') }}

with

unit_first_micros as (
    select * from {{ ref('int_cro__unit_first_micros') }}
),

unit_first_candidates as (
    select * from {{ ref('int_cro__unit_first_candidates') }}
),

unit_actions as (
    select
        unit,
        clock,
        unit_number,
        micro_conversion_key as action_key,
        first_at,
        first_step_number
    from unit_first_micros
    union all
    select
        unit,
        'active' as clock,
        unit_number,
        candidate_key as action_key,
        first_at,
        first_step_number
    from unit_first_candidates
)

select * from unit_actions
