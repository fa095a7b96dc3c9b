with

int_cro__plan_conditions_judged as (
    select * from {{ ref('int_cro__plan_conditions_judged') }}
),

quoted as (
    select
        *,
        '"' || left(value, 100) || '"' as quoted_value
    from int_cro__plan_conditions_judged
    where verdict is not null
),

problems as (
    select
        file_name,
        row_key,
        definition_version,
        case
            when verdict in ('unknown_property', 'no_number_property', 'no_text_property')
                then 'property'
            when verdict in ('unknown_operator', 'measured_number', 'list_of_names') then 'operator'
            else 'value'
        end as column_name,
        {{ cro.text_literal('error') }} as severity,
        case verdict
            when 'unknown_property'
                then '"' || property_name || '" is no property that this file may name.'
            when 'unknown_operator'
                then '"' || operator || '" is no operator.'
            when 'value_not_used'
                then 'the operator ' || operator || ' takes no value, and ' || quoted_value || ' is given.'
            when 'value_missing'
                then 'the operator ' || operator || ' on ' || property_name || ' has no value.'
            when 'no_number_property'
                then property_name || ' is a ' || property_type || ', and ' || operator
                    || ' compares numbers.'
            when 'no_text_property'
                then property_name || ' is a ' || property_type || ', and ' || operator
                    || ' looks into text.'
            when 'value_no_number'
                then quoted_value || ' is not a number, and ' || property_name || ' is.'
            when 'value_no_boolean'
                then quoted_value || ' is neither true nor false, and ' || property_name || ' is.'
            when 'no_pattern'
                then quoted_value || ' is no regular expression that every warehouse reads alike.'
            when 'empty_item'
                then 'the list ' || quoted_value || ' has an empty item.'
            when 'measured_number'
                then property_name || ' is measured, so it hardly ever equals a number.'
            when 'other_spelling'
                then property_name || ' is never spelt ' || quoted_value || ': it is put into '
                    || case spelling when 'upper' then 'capitals' else 'small letters' end
                    || ' before rules read it.'
            when 'list_of_names'
                then quoted_value || ' is a list, and ' || operator || ' takes one event name.'
            when 'no_event_name'
                then quoted_value || ' is no event name: event names are in snake_case.'
            when 'too_many_events'
                then 'the list ' || quoted_value || ' names more than 64 events.'
        end as problem,
        case verdict
            when 'unknown_property'
                then 'Correct the name; a key inside the properties of the event must be declared first.'
            when 'unknown_operator'
                then 'Write one of {{ cro.rule_operators() | join(", ") }}.'
            when 'value_not_used' then 'Leave value empty, or compare with equals.'
            when 'value_missing' then 'Write the value to compare with, or use exists.'
            when 'no_number_property'
                then 'Declare the property as number, or compare with equals or in.'
            when 'no_text_property'
                then 'Compare numbers with gt, gte, lt or lte, and booleans with equals.'
            when 'value_no_number' then 'Write plain numbers such as 0.5.'
            when 'value_no_boolean' then 'Write true or false.'
            when 'no_pattern'
                then 'Use letters, dots, classes such as [0-9], one level of groups and *, +, ? or {2}; '
                    || 'put a sign that shall stand for itself into brackets, such as [.].'
            when 'empty_item' then 'Separate the items by single | signs, with none at the ends.'
            when 'measured_number' then 'Use gte and lte in two rows of the group.'
            when 'other_spelling' then 'Write ' || spelt_value || '.'
            when 'list_of_names' then 'Write in as the operator.'
            when 'no_event_name'
                then 'Write ' || coalesce(nullif(spelt_value, ''), 'a name such as pricing_page_view')
                    || ', as it stands in event_name once it is read.'
            when 'too_many_events'
                then 'Write the rows of the group once more under another rule_group, with the other names.'
        end as remedy
    from quoted
)

select * from problems
