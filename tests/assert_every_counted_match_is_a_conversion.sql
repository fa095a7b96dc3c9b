-- Per conversion and day, counted matches that are missing from the facts, or the other way round.
with

ledger_rows as (
    select
        conversion_key,
        match_date,
        match_count,
        0 as conversion_count
    from {{ ref('mart_cro__conversion_ledger') }}
    where counting_place = 'counted'
),

micro_rows as (
    select
        micro_conversion_key as conversion_key,
        conversion_date as match_date,
        0 as match_count,
        1 as conversion_count
    from {{ ref('fct_cro__micro_conversions') }}
),

macro_rows as (
    select
        macro_conversion_key as conversion_key,
        conversion_date as match_date,
        0 as match_count,
        1 as conversion_count
    from {{ ref('fct_cro__macro_conversions') }}
),

all_rows as (
    select * from ledger_rows
    union all
    select * from micro_rows
    union all
    select * from macro_rows
),

offenders as (
    select
        conversion_key,
        match_date,
        sum(match_count) as counted_match_count,
        sum(conversion_count) as fact_row_count
    from all_rows
    group by conversion_key, match_date
    having sum(match_count) <> sum(conversion_count)
)

select * from offenders
