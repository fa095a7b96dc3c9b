-- depends_on: {{ ref('int_cro__rule_hashes') }}
{{ config(meta={'rule_scope': 'conversion_plan'}) }}

with

conditions as (
    select * from {{ ref('int_cro__conversion_rules') }}
    where property_name <> 'event_name'
),

-- A property that must be missing and also be something never holds, so it is asked for like any other.
asked_properties as (
    select
        conversion_key,
        definition_version,
        rule_group,
        property_name,
        min(case when operator = 'not_exists' then 1 else 0 end) as is_absence
    from conditions
    group by conversion_key, definition_version, rule_group, property_name
),

rule_groups as (
    select
        conversion_key,
        definition_version,
        rule_group,
        cast(sum(1 - is_absence) as bigint) as held_property_count,
        max(is_absence) = 1 as is_asking_absence
    from asked_properties
    group by conversion_key, definition_version, rule_group
)

select * from rule_groups
