with

conversion_definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

conversions as (
    select distinct conversion_key
    from conversion_definitions
),

conversion_numbers as (
    select
        conversion_key,
        cast(row_number() over (order by conversion_key) as integer) as conversion_number
    from conversions
)

select * from conversion_numbers
