{{ config(
    materialized=cro.incremental_or_table(),
    incremental_strategy='replace_keys',
    unique_key="page_host || '|' || page_path",
    pre_hook="{{ cro.find_first_new_load() }}",
    meta={'rule_scope': 'events'},
) }}

with

events as (
    select * from {{ cro.new_events('stg_cro__parsed_events') }}
),

page_type_rules as (
    select * from {{ ref('stg_cro__page_type_rules') }}
),

pages as (
    select distinct
        coalesce(page_host, '') as page_host,
        page_path
    from events
    where page_path is not null
),

matching_rules as (
    select
        pages.page_host,
        pages.page_path,
        min(page_type_rules.rule_number) as rule_number
    from pages
    inner join page_type_rules
        on {{ cro.condition_holds(
            "case page_type_rules.property_name when 'page_path' then pages.page_path"
            ~ " when 'page_host' then pages.page_host end",
            'page_type_rules.operator',
            'page_type_rules.value'
        ) }}
    group by pages.page_host, pages.page_path
),

page_types as (
    select
        matching_rules.page_host,
        matching_rules.page_path,
        min(page_type_rules.page_type) as page_type
    from matching_rules
    inner join page_type_rules
        on matching_rules.rule_number = page_type_rules.rule_number
    group by matching_rules.page_host, matching_rules.page_path
)

select * from page_types
