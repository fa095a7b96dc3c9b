with

int_cro__plan_conditions as (
    select * from {{ ref('int_cro__plan_conditions') }}
),

-- Lists are judged as one text: every item must be what the type asks for.
judged as (
    select
        *,
        case
            when property_name is null or operator is null then null
            when property_type is null then 'unknown_property'
            when operator not in ({{ cro.quoted_list(cro.rule_operators()) }}) then 'unknown_operator'
            when operator in ('exists', 'not_exists') then case when value is not null then 'value_not_used' end
            when value is null then 'value_missing'
            when operator in ('gt', 'gte', 'lt', 'lte') and property_type <> 'number' then 'no_number_property'
            when operator in ('gt', 'gte', 'lt', 'lte')
                then case when {{ cro.try_number('value') }} is null then 'value_no_number' end
            when operator in ('contains', 'starts_with', 'ends_with', 'matches') and property_type <> 'text'
                then 'no_text_property'
            when operator = 'matches' then case when not {{ cro.is_common_pattern('value') }} then 'no_pattern' end
            when operator in ('in', 'not_in') and {{ cro.regexp_matches('value', "'^[|]|[|][|]|[|]$'") }}
                then 'empty_item'
            when
                property_type = 'boolean'
                and not {{ cro.regexp_matches('value', "'^(true|false)([|](true|false))*$'") }} then 'value_no_boolean'
            when
                property_type = 'number'
                and not {{ cro.regexp_matches('value', "'^[+-]?[0-9]+([.][0-9]+)?([|][+-]?[0-9]+([.][0-9]+)?)*$'") }}
                then 'value_no_number'
            when
                property_name in (
                    'revenue', 'seconds_since_session_start', 'days_since_previous_session', 'days_since_first_seen'
                )
                then 'measured_number'
            when property_name = 'event_name' and value <> lower(value) then 'no_event_name'
            when
                property_name = 'event_name'
                and {{ cro.regexp_matches("replace(value, '|', '_')", "'[ -/:-@[-^`{-~]'") }} then 'no_event_name'
        end as verdict
    from int_cro__plan_conditions
),

problems as (
    select
        file_name,
        row_key,
        definition_version,
        case
            when verdict in ('unknown_property', 'no_number_property', 'no_text_property') then 'property'
            when verdict in ('unknown_operator', 'measured_number') then 'operator'
            else 'value'
        end as column_name,
        'error' as severity,
        case verdict
            when 'unknown_property' then '"' || property_name || '" is no property that this file may name.'
            when 'unknown_operator' then '"' || operator || '" is no operator.'
            when 'value_not_used' then 'the operator ' || operator || ' takes no value, and "' || value || '" is given.'
            when 'value_missing' then 'the operator ' || operator || ' on ' || property_name || ' has no value.'
            when 'no_number_property'
                then property_name || ' is ' || property_type || ', and ' || operator || ' compares numbers.'
            when 'value_no_number' then '"' || value || '" is not a number, and ' || property_name || ' is.'
            when 'no_text_property'
                then property_name || ' is a ' || property_type || ', and ' || operator || ' looks into text.'
            when 'no_pattern'
                then '"' || value || '" is no regular expression that every warehouse reads alike.'
            when 'empty_item' then 'the list "' || value || '" has an empty item.'
            when 'value_no_boolean' then '"' || value || '" is neither true nor false, and ' || property_name || ' is.'
            when 'measured_number' then property_name || ' is measured, so it hardly ever equals a number.'
            when 'no_event_name' then '"' || value || '" is no event name: event names are in snake_case.'
        end as problem,
        case verdict
            when 'unknown_property'
                then 'Correct the name; for tracking plan rules a key of the event''s properties becomes a row of '
                    || 'the declared properties.'
            when 'unknown_operator' then 'Write one of {{ cro.rule_operators() | join(", ") }}.'
            when 'value_not_used' then 'Leave value empty, or compare with equals.'
            when 'value_missing' then 'Write the value to compare with, or use exists.'
            when 'no_number_property' then 'Declare the property as number, or compare with equals or in.'
            when 'value_no_number' then 'Write plain numbers such as 0.5.'
            when 'no_text_property' then 'Compare numbers with gt, gte, lt or lte, and booleans with equals.'
            when 'no_pattern'
                then 'Use letters, dots, classes such as [0-9], one level of groups and *, +, ? or {2}; '
                    || 'put a sign that shall stand for itself into brackets, such as [.].'
            when 'empty_item' then 'Separate the items by single | signs, with none at the ends.'
            when 'value_no_boolean' then 'Write true or false.'
            when 'measured_number' then 'Use gte and lte in two rows of the group.'
            when 'no_event_name' then 'Write the name as it stands in event_name, such as pricing_page_view.'
        end as remedy
    from judged
    where verdict is not null
)

select * from problems
