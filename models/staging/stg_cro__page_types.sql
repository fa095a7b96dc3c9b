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
    where rule_number is not null
),

pages as (
    select distinct
        coalesce(page_host, '') as page_host,
        page_path
    from events
    where page_path is not null
),

ranked_types as (
    select
        pages.page_host,
        pages.page_path,
        page_type_rules.page_type,
        row_number() over (
            partition by pages.page_host, pages.page_path
            order by page_type_rules.rule_number, page_type_rules.page_type
        ) as type_rank
    from pages
    inner join page_type_rules
        on {{ cro.condition_holds(
            "case page_type_rules.property_name when 'page_path' then pages.page_path"
            ~ " when 'page_host' then pages.page_host end",
            'page_type_rules.operator',
            'page_type_rules.value'
        ) }}
),

page_types as (
    select
        page_host,
        page_path,
        page_type
    from ranked_types
    where type_rank = 1
)

select * from page_types
