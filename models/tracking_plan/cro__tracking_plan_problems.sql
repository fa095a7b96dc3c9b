with

int_cro__plan_problems_cells as (
    select * from {{ ref('int_cro__plan_problems_cells') }}
),

int_cro__plan_problems_names as (
    select * from {{ ref('int_cro__plan_problems_names') }}
),

int_cro__plan_problems_duplicates as (
    select * from {{ ref('int_cro__plan_problems_duplicates') }}
),

int_cro__plan_problems_definitions as (
    select * from {{ ref('int_cro__plan_problems_definitions') }}
),

int_cro__plan_problems_references as (
    select * from {{ ref('int_cro__plan_problems_references') }}
),

int_cro__plan_problems_follows as (
    select * from {{ ref('int_cro__plan_problems_follows') }}
),

int_cro__plan_problems_rule_groups as (
    select * from {{ ref('int_cro__plan_problems_rule_groups') }}
),

int_cro__plan_problems_conditions as (
    select * from {{ ref('int_cro__plan_problems_conditions') }}
),

int_cro__plan_problems_twins as (
    select * from {{ ref('int_cro__plan_problems_twins') }}
),

int_cro__plan_problems_funnels as (
    select * from {{ ref('int_cro__plan_problems_funnels') }}
),

int_cro__plan_problems_funnel_steps as (
    select * from {{ ref('int_cro__plan_problems_funnel_steps') }}
),

int_cro__plan_problems_coverage as (
    select * from {{ ref('int_cro__plan_problems_coverage') }}
),

int_cro__plan_problems_rule_files as (
    select * from {{ ref('int_cro__plan_problems_rule_files') }}
),

problems as (
    select * from int_cro__plan_problems_cells
    union all
    select * from int_cro__plan_problems_names
    union all
    select * from int_cro__plan_problems_duplicates
    union all
    select * from int_cro__plan_problems_definitions
    union all
    select * from int_cro__plan_problems_references
    union all
    select * from int_cro__plan_problems_follows
    union all
    select * from int_cro__plan_problems_rule_groups
    union all
    select * from int_cro__plan_problems_conditions
    union all
    select * from int_cro__plan_problems_twins
    union all
    select * from int_cro__plan_problems_funnels
    union all
    select * from int_cro__plan_problems_funnel_steps
    union all
    select * from int_cro__plan_problems_coverage
    union all
    select * from int_cro__plan_problems_rule_files
),

-- Several rows of a file may have the same fault; a person needs its sentence once.
distinct_problems as (
    select
        file_name,
        row_key,
        definition_version,
        column_name,
        severity,
        problem,
        remedy,
        cast(count(*) as bigint) as row_count
    from problems
    group by file_name, row_key, definition_version, column_name, severity, problem, remedy
),

tracking_plan_problems as (
    select
        {{ cro.hash_columns([
            'file_name', 'row_key', 'definition_version', 'column_name', 'severity', 'problem', 'remedy',
        ]) }} as problem_key,
        file_name,
        row_key,
        definition_version,
        column_name,
        severity,
        problem,
        remedy,
        row_count,
        file_name || ', ' || coalesce(row_key, 'a row without a key')
        || coalesce(', version ' || definition_version, '')
        || ', column ' || column_name || ': ' || problem || ' Remedy: ' || remedy as sentence
    from distinct_problems
)

select * from tracking_plan_problems
