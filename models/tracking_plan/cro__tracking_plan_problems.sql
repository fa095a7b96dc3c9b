with

int_cro__plan_problems as (
    select * from {{ ref('int_cro__plan_problems') }}
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
        min(check_number) as check_number,
        cast(count(*) as bigint) as row_count
    from int_cro__plan_problems
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
        check_number,
        row_count,
        file_name || ', ' || coalesce(row_key, 'a row without a key')
        || coalesce(', version ' || definition_version, '')
        || ', column ' || column_name || ': ' || problem || ' Remedy: ' || remedy as sentence
    from distinct_problems
)

select * from tracking_plan_problems
