with

stg_cro__plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

stg_cro__plan_properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

stg_cro__channel_rules as (
    select * from {{ ref('stg_cro__channel_rules') }}
),

stg_cro__traffic_rules as (
    select * from {{ ref('stg_cro__traffic_rules') }}
),

stg_cro__page_type_rules as (
    select * from {{ ref('stg_cro__page_type_rules') }}
),

declared_types as (
    select
        property_name,
        min(property_type) as property_type
    from stg_cro__plan_properties
    group by property_name
),

-- How a property is spelt once it is read: a rule that spells it otherwise would never meet it.
plan_conditions as (
    select
        rules.file_name,
        rules.conversion_key as row_key,
        rules.definition_version_text as definition_version,
        rules.property_name,
        rules.operator,
        rules.value,
        case
            when rules.property_name = 'revenue' then 'number'
            when rules.property_name in ('has_analytics_consent', 'has_marketing_consent') then 'boolean'
            when rules.property_name in ({{ cro.quoted_list(cro.canonical_properties()) }})
                then 'text'
            when rules.property_name in ({{ cro.quoted_list(cro.moment_properties()) }})
                then 'number'
            else declared_types.property_type
        end as property_type,
        case
            when rules.property_name in ('platform', 'page_host', 'referrer_host', 'device_category')
                then 'lower'
            when rules.property_name = 'currency' then 'upper'
            when rules.property_name = 'event_name' then 'snake_case'
        end as spelling
    from stg_cro__plan_rules as rules
    left join declared_types
        on rules.property_name = declared_types.property_name
),

channel_conditions as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__channel_rules')) }} as file_name,
        'rule ' || coalesce(
            cast(rule_number as {{ dbt.type_string() }}), 'without a number'
        ) as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        property_name,
        operator,
        value_text as value,
        case
            when
                property_name in (
                    'utm_source', 'utm_medium', 'utm_campaign', 'click_id_type', 'referrer_host'
                )
                then 'text'
        end as property_type,
        case
            when property_name in ('utm_source', 'utm_medium', 'utm_campaign', 'referrer_host') then 'lower'
        end as spelling
    from stg_cro__channel_rules
),

traffic_conditions as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__traffic_rules')) }} as file_name,
        traffic_type as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        property_name,
        operator,
        value_text as value,
        case
            when property_name in ('user_agent', 'page_host', 'user_id', 'anonymous_id') then 'text'
        end as property_type,
        case when property_name = 'page_host' then 'lower' end as spelling
    from stg_cro__traffic_rules
),

page_type_conditions as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__page_type_rules')) }} as file_name,
        'rule ' || coalesce(
            cast(rule_number as {{ dbt.type_string() }}), 'without a number'
        ) as row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        property_name,
        operator,
        value_text as value,
        case when property_name in ('page_path', 'page_host') then 'text' end as property_type,
        case when property_name = 'page_host' then 'lower' end as spelling
    from stg_cro__page_type_rules
),

conditions as (
    select * from plan_conditions
    union all
    select * from channel_conditions
    union all
    select * from traffic_conditions
    union all
    select * from page_type_conditions
)

select * from conditions
