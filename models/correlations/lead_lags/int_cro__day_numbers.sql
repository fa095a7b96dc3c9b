{{ config(materialized='view') }}

with

digits as (
    select 0 as digit
    union all
    select 1 as digit
    union all
    select 2 as digit
    union all
    select 3 as digit
    union all
    select 4 as digit
    union all
    select 5 as digit
    union all
    select 6 as digit
    union all
    select 7 as digit
    union all
    select 8 as digit
    union all
    select 9 as digit
),

numbers as (
    select hundreds.digit * 100 + tens.digit * 10 + ones.digit as day_number
    from digits as hundreds
    cross join digits as tens
    cross join digits as ones
),

-- A straight line describes half a year better than a whole one, which has seasons.
day_numbers as (
    select day_number
    from numbers
    where day_number < 180
)

select * from day_numbers
