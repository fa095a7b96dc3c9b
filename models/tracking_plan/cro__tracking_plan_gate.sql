with

cro__tracking_plan_problems as (
    select * from {{ ref('cro__tracking_plan_problems') }}
),

numbered_errors as (
    select
        sentence,
        row_number() over (
            order by
                check_number,
                file_name,
                coalesce(row_key, ''),
                coalesce(definition_version, ''),
                column_name,
                problem_key
        ) as error_number
    from cro__tracking_plan_problems
    where severity = 'error'
),

first_error as (
    select max(case when error_number = 1 then sentence end) as sentence
    from numbered_errors
),

gate as (
    select {{ cro.refuse_with('sentence') }} as is_plan_valid
    from first_error
)

select * from gate
