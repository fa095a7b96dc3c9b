{{ config(materialized='view') }}

with

-- A straight line describes half a year better than a whole one, which has seasons.
numbers as (
    {{ dbt.generate_series(180) }}
),

day_numbers as (
    select cast(generated_number - 1 as integer) as day_number
    from numbers
)

select * from day_numbers
