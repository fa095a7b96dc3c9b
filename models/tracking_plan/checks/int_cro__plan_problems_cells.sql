with

int_cro__plan_cells_judged as (
    select * from {{ ref('int_cro__plan_cells_judged') }}
),

problems as (
    select
        file_name,
        row_key,
        definition_version,
        column_name,
        case when verdict = 'warning' then 'warning' else 'error' end as severity,
        case
            when verdict in ('error', 'warning') then 'the column is empty.'
            else
                '"' || left(value_text, 100) || '" is '
                || case verdict
                    when 'not_listed' then 'none of ' || replace(allowed_values, '|', ', ') || '.'
                    when 'not_snake_case' then 'not in snake_case.'
                    when 'not_path' then 'no path of keys joined by dots.'
                    when 'not_currency' then 'no currency code.'
                    when 'not_boolean' then 'neither true nor false.'
                    when 'not_moment' then 'no day or time that exists.'
                    when 'not_whole_number' then 'not a whole number.'
                    when 'not_number' then 'not a number.'
                    when 'too_small' then 'less than ' || smallest || '.'
                    when 'too_large' then 'more than 1000000000.'
                end
        end as problem,
        what_to_write as remedy
    from int_cro__plan_cells_judged
    where verdict is not null
)

select * from problems
