with

int_cro__plan_problems_headers as (
    select * from {{ ref('int_cro__plan_problems_headers') }}
),

int_cro__plan_problems_cells as (
    select * from {{ ref('int_cro__plan_problems_cells') }}
),

int_cro__plan_problems_names as (
    select * from {{ ref('int_cro__plan_problems_names') }}
),

int_cro__plan_problems_conditions as (
    select * from {{ ref('int_cro__plan_problems_conditions') }}
),

int_cro__plan_problems_duplicates as (
    select * from {{ ref('int_cro__plan_problems_duplicates') }}
),

int_cro__plan_problems_rule_groups as (
    select * from {{ ref('int_cro__plan_problems_rule_groups') }}
),

int_cro__plan_problems_definitions as (
    select * from {{ ref('int_cro__plan_problems_definitions') }}
),

int_cro__plan_problems_twins as (
    select * from {{ ref('int_cro__plan_problems_twins') }}
),

int_cro__plan_problems_funnels as (
    select * from {{ ref('int_cro__plan_problems_funnels') }}
),

int_cro__plan_problems_step_numbers as (
    select * from {{ ref('int_cro__plan_problems_step_numbers') }}
),

int_cro__plan_problems_held_properties as (
    select * from {{ ref('int_cro__plan_problems_held_properties') }}
),

int_cro__plan_problems_segments as (
    select * from {{ ref('int_cro__plan_problems_segments') }}
),

int_cro__plan_problems_event_rules as (
    select * from {{ ref('int_cro__plan_problems_event_rules') }}
),

int_cro__plan_problems_rates_and_channels as (
    select * from {{ ref('int_cro__plan_problems_rates_and_channels') }}
),

int_cro__plan_problems_references as (
    select * from {{ ref('int_cro__plan_problems_references') }}
),

int_cro__plan_problems_follows as (
    select * from {{ ref('int_cro__plan_problems_follows') }}
),

int_cro__plan_problems_funnel_steps as (
    select * from {{ ref('int_cro__plan_problems_funnel_steps') }}
),

int_cro__plan_problems_coverage as (
    select * from {{ ref('int_cro__plan_problems_coverage') }}
),

of_a_cell as (
    select * from int_cro__plan_problems_cells
    union all
    select * from int_cro__plan_problems_names
    union all
    select * from int_cro__plan_problems_conditions
),

of_a_file as (
    select * from int_cro__plan_problems_duplicates
    union all
    select * from int_cro__plan_problems_rule_groups
    union all
    select * from int_cro__plan_problems_definitions
    union all
    select * from int_cro__plan_problems_twins
    union all
    select * from int_cro__plan_problems_funnels
    union all
    select * from int_cro__plan_problems_step_numbers
    union all
    select * from int_cro__plan_problems_held_properties
    union all
    select * from int_cro__plan_problems_segments
    union all
    select * from int_cro__plan_problems_event_rules
    union all
    select * from int_cro__plan_problems_rates_and_channels
),

between_files as (
    select * from int_cro__plan_problems_references
    union all
    select * from int_cro__plan_problems_follows
    union all
    select * from int_cro__plan_problems_funnel_steps
    union all
    select * from int_cro__plan_problems_coverage
),

-- A header makes cells look wrong, a mistyped cell its file, and a faulty file those that refer to it.
problems as (
    select
        *,
        1 as check_number
    from int_cro__plan_problems_headers
    union all
    select
        *,
        2 as check_number
    from of_a_cell
    union all
    select
        *,
        3 as check_number
    from of_a_file
    union all
    select
        *,
        4 as check_number
    from between_files
)

select * from problems
