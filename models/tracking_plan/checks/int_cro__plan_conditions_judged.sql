with

int_cro__plan_conditions as (
    select * from {{ ref('int_cro__plan_conditions') }}
),

compared as (
    select
        *,
        case
            when operator in ('exists', 'not_exists') then 'presence'
            when operator in ('gt', 'gte', 'lt', 'lte') then 'order'
            when operator in ('contains', 'starts_with', 'ends_with', 'matches') then 'text'
            when operator in ('equals', 'not_equals', 'in', 'not_in') then 'equality'
        end as comparison,
        case
            when spelling = 'lower' then lower(value)
            when spelling = 'upper' then upper(value)
            when spelling = 'snake_case' and operator in ('in', 'not_in')
                then {{ cro.snake_case_items('value') }}
            when spelling = 'snake_case' then {{ cro.snake_case('value') }}
        end as spelt_value
    from int_cro__plan_conditions
    where property_name is not null and operator is not null
),

-- Lists are judged as one text: every item must be what the type asks for.
judged as (
    select
        *,
        case
            when property_type is null then 'unknown_property'
            when comparison is null then 'unknown_operator'
            when comparison = 'presence' and value is not null then 'value_not_used'
            when comparison = 'presence' then null
            when value is null then 'value_missing'
            when comparison = 'order' and property_type <> 'number' then 'no_number_property'
            when comparison = 'order' and {{ cro.try_number('value') }} is null then 'value_no_number'
            when comparison = 'order' then null
            when comparison = 'text' and property_type <> 'text' then 'no_text_property'
            when operator = 'matches' and not {{ cro.is_common_pattern('value') }} then 'no_pattern'
            when operator <> 'matches' and spelling in ('lower', 'upper') and value <> spelt_value
                then 'other_spelling'
            when comparison = 'text' then null
            when
                operator in ('in', 'not_in')
                and {{ cro.regexp_matches('value', "'^[|]|[|][|]|[|]$'") }}
                then 'empty_item'
            when
                property_type = 'boolean'
                and not {{ cro.regexp_matches('value', "'^(true|false)([|](true|false))*$'") }}
                then 'value_no_boolean'
            when
                property_type = 'number'
                and not {{ cro.regexp_matches('value', "'^[-+.0-9]+([|][-+.0-9]+)*$'") }}
                then 'value_no_number'
            when
                property_name in ('revenue', {{ cro.quoted_list(cro.moment_properties()) }})
                and property_name <> 'session_number'
                then 'measured_number'
            when
                spelling = 'snake_case' and operator in ('equals', 'not_equals')
                and {{ cro.text_position("'|'", 'value') }} > 0
                then 'list_of_names'
            when spelling = 'snake_case' and value <> coalesce(spelt_value, '') then 'no_event_name'
            when
                spelling = 'snake_case' and operator = 'in'
                and length(value) - length(replace(value, '|', '')) > 63
                then 'too_many_events'
        end as verdict
    from compared
)

select * from judged
