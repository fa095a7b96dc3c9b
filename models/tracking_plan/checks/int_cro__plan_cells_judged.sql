with

int_cro__plan_cells as (
    select * from {{ ref('int_cro__plan_cells') }}
),

int_cro__event_rule_cells as (
    select * from {{ ref('int_cro__event_rule_cells') }}
),

int_cro__reporting_rule_cells as (
    select * from {{ ref('int_cro__reporting_rule_cells') }}
),

cells as (
    select * from int_cro__plan_cells
    union all
    select * from int_cro__event_rule_cells
    union all
    select * from int_cro__reporting_rule_cells
),

judged as (
    select
        *,
        case
            when value_text is null then if_empty
            when {{ cro.is_listed('value_text', 'allowed_values') }} then null
            when allowed_values is not null then 'not_listed'
            when
                value_type in ('snake_case', 'action_name')
                and not {{ cro.regexp_matches('value_text', "'^[a-z][a-z0-9]*(_[a-z0-9]+)*$'") }}
                then 'not_snake_case'
            when
                value_type = 'event_name'
                and value_text <> coalesce({{ cro.snake_case('value_text') }}, '')
                then 'not_snake_case'
            when
                value_type = 'path'
                and not {{ cro.regexp_matches(
                    'value_text', "'^[a-zA-Z0-9_$/:@-]+([.][a-zA-Z0-9_$/:@-]+)*$'"
                ) }}
                then 'not_path'
            when
                value_type = 'currency'
                and not {{ cro.regexp_matches('value_text', "'^[A-Z]{3}$'") }}
                then 'not_currency'
            when value_type = 'boolean' and {{ cro.try_boolean('value_text') }} is null
                then 'not_boolean'
            when value_type = 'moment' and {{ cro.try_timestamp('value_text') }} is null
                then 'not_moment'
            when value_type = 'whole_number' and {{ cro.try_integer('value_text') }} is null
                then 'not_whole_number'
            when value_type = 'amount' and {{ cro.try_amount('value_text') }} is null
                then 'not_number'
            when value_type = 'number' and {{ cro.try_number('value_text') }} is null
                then 'not_number'
            when {{ cro.try_number('value_text') }} < {{ cro.try_number('smallest') }}
                then 'too_small'
            when value_type = 'whole_number' and {{ cro.try_number('value_text') }} > 1000000000
                then 'too_large'
        end as verdict
    from cells
)

select * from judged
