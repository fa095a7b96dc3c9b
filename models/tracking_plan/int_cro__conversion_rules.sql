-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'conversion_plan'}) }}

with

stg_cro__plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
),

stg_cro__plan_properties as (
    select * from {{ ref('stg_cro__plan_properties') }}
),

int_cro__conversion_definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

-- A draft is described but not counted, and neither is a retired conversion.
matched_definitions as (
    select * from int_cro__conversion_definitions
    where status in ('active', 'diagnostic')
),

conversion_rules as (
    select
        matched_definitions.conversion_key,
        matched_definitions.conversion_type,
        matched_definitions.definition_version,
        plan_rules.rule_group,
        plan_rules.property_name,
        plan_rules.operator,
        plan_rules.value,
        stg_cro__plan_properties.path as property_path,
        case
            when plan_rules.property_name in ({{ cro.quoted_list(cro.moment_properties()) }})
                then 'moment'
            when plan_rules.property_name in ({{ cro.quoted_list(cro.canonical_properties()) }})
                then 'canonical'
            else 'declared'
        end as property_kind
    from stg_cro__plan_rules as plan_rules
    inner join matched_definitions
        on
            plan_rules.conversion_key = matched_definitions.conversion_key
            and plan_rules.definition_version = matched_definitions.definition_version
    left join stg_cro__plan_properties
        on plan_rules.property_name = stg_cro__plan_properties.property_name
)

select * from conversion_rules
