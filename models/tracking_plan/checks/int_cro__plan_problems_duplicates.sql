with

int_cro__plan_conversions as (
    select * from {{ ref('int_cro__plan_conversions') }}
),

stg_cro__plan_funnels as (
    select * from {{ ref('stg_cro__plan_funnels') }}
),

stg_cro__plan_funnel_steps as (
    select * from {{ ref('stg_cro__plan_funnel_steps') }}
),

stg_cro__plan_properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

stg_cro__plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

-- One shape for whatever may stand in its file only once.
names as (
    select
        file_name,
        conversion_key as row_key,
        cast(definition_version as {{ dbt.type_string() }}) as definition_version,
        key_column as column_name,
        {{ cro.text_literal('Keep one of the rows, or give the newer one the next definition_version.') }}
            as remedy
    from int_cro__plan_conversions
    union all
    select
        file_name,
        funnel_key as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.text_literal('funnel_key') }} as column_name,
        {{ cro.text_literal('Keep one of the rows, or give the other funnel a key of its own.') }} as remedy
    from stg_cro__plan_funnels
    union all
    select
        file_name,
        funnel_key || ' step ' || cast(step_number as {{ dbt.type_string() }}) as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.text_literal('step_number') }} as column_name,
        {{ cro.text_literal('Number the steps of the funnel 1, 2, 3 and so on, each number once.') }}
            as remedy
    from stg_cro__plan_funnel_steps
    union all
    select
        file_name,
        property_name as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.text_literal('property_name') }} as column_name,
        {{ cro.text_literal('Keep one of the rows, or give the other property a name of its own.') }}
            as remedy
    from stg_cro__plan_properties
),

repeated_names as (
    select
        file_name,
        row_key,
        definition_version,
        column_name,
        {{ cro.text_literal('error') }} as severity,
        'it stands in ' || cast(count(*) as {{ dbt.type_string() }}) || ' rows.' as problem,
        remedy
    from names
    where row_key is not null
    group by file_name, row_key, definition_version, column_name, remedy
    having count(*) > 1
),

repeated_rules as (
    select
        file_name,
        conversion_key as row_key,
        definition_version_text as definition_version,
        {{ cro.text_literal('property') }} as column_name,
        {{ cro.text_literal('warning') }} as severity,
        'the rule on ' || property_name || ' in group ' || rule_group || ' stands in '
        || cast(count(*) as {{ dbt.type_string() }}) || ' rows.' as problem,
        {{ cro.text_literal('Delete the copies.') }} as remedy
    from stg_cro__plan_rules
    where property_name <> 'event_name'
    group by
        file_name, conversion_key, definition_version_text, rule_group, property_name, operator, value
    having count(*) > 1
),

keys_of_both_types as (
    select
        max(case when conversion_type = 'micro' then file_name end) as file_name,
        conversion_key as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        {{ cro.text_literal('micro_conversion_key') }} as column_name,
        {{ cro.text_literal('error') }} as severity,
        {{ cro.text_literal('the key is both a micro and a macro conversion.') }} as problem,
        {{ cro.text_literal(
            'Rename one of the two: rules and funnel steps name a conversion by its key alone.'
        ) }} as remedy
    from int_cro__plan_conversions
    group by conversion_key
    having count(distinct conversion_type) > 1
),

problems as (
    select * from repeated_names
    union all
    select * from repeated_rules
    union all
    select * from keys_of_both_types
)

select * from problems
