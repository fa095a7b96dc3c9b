with

int_cro__plan_cells as (
    select * from {{ ref('int_cro__plan_cells') }}
),

int_cro__rule_cells as (
    select * from {{ ref('int_cro__rule_cells') }}
),

cells as (
    select file_name, row_key, definition_version, column_name, if_empty, value_type, allowed_values, smallest,
        what_to_write, value_text
    from int_cro__plan_cells
    union all
    select file_name, row_key, cast(null as {{ dbt.type_string() }}) as definition_version, column_name, if_empty,
        value_type, allowed_values, smallest, what_to_write, value_text
    from int_cro__rule_cells
),

judged as (
    select
        *,
        case
            when value_text is null then if_empty
            when allowed_values is not null then
                case when {{ cro.is_listed('value_text', 'allowed_values') }} then null else 'not_listed' end
            when
                value_type in ('snake_case', 'action_name')
                and not {{ cro.regexp_matches('value_text', "'^[a-z][a-z0-9]*(_[a-z0-9]+)*$'") }} then 'not_snake_case'
            when value_type = 'event_name' and value_text <> {{ cro.snake_case('value_text') }} then 'not_snake_case'
            when
                value_type = 'path'
                and not {{ cro.regexp_matches('value_text', "'^[^][ .*\"]+([.][^][ .*\"]+)*$'") }} then 'not_path'
            when
                value_type = 'currency'
                and not {{ cro.regexp_matches('value_text', "'^[A-Z]{3}$'") }} then 'not_currency'
            when value_type = 'boolean' and {{ cro.try_boolean('value_text') }} is null then 'not_boolean'
            when value_type = 'moment' and {{ cro.try_timestamp('value_text') }} is null then 'not_moment'
            when value_type = 'whole_number' and {{ cro.try_integer('value_text') }} is null then 'not_whole_number'
            when value_type = 'amount' and {{ cro.try_amount('value_text') }} is null then 'not_number'
            when value_type = 'number' and {{ cro.try_number('value_text') }} is null then 'not_number'
            when {{ cro.try_number('value_text') }} < {{ cro.try_number('smallest') }} then 'too_small'
            when value_type = 'whole_number' and {{ cro.try_number('value_text') }} > 1000000000 then 'too_large'
        end as verdict
    from cells
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
            else '"' || left(value_text, 100) || '" is '
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
    from judged
    where verdict is not null
)

select * from problems
