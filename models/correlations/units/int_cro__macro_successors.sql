{{ config(materialized='view') }}

with

macro_conversions as (
    select
        macro_conversion_key,
        follows
    from {{ ref('dim_cro__macro_conversions') }}
    where is_latest_version and status in ('active', 'diagnostic')
),

second_links as (
    select
        macro_conversions.macro_conversion_key,
        earlier_conversions.follows
    from macro_conversions
    inner join macro_conversions as earlier_conversions
        on macro_conversions.follows = earlier_conversions.macro_conversion_key
),

-- Lead, qualified lead, won, renewed: three links reach as far as plans go.
third_links as (
    select
        macro_conversions.macro_conversion_key,
        second_links.follows
    from macro_conversions
    inner join second_links
        on macro_conversions.follows = second_links.macro_conversion_key
),

macro_successors as (
    select
        follows as macro_conversion_key,
        macro_conversion_key as successor_key
    from macro_conversions
    where follows is not null
    {{ cro.union_distinct() }}
    select
        follows as macro_conversion_key,
        macro_conversion_key as successor_key
    from second_links
    where follows is not null
    {{ cro.union_distinct() }}
    select
        follows as macro_conversion_key,
        macro_conversion_key as successor_key
    from third_links
    where follows is not null
)

select * from macro_successors
