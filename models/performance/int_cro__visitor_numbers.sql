with

visitors as (
    select * from {{ ref('dim_cro__visitors') }}
),

visitor_numbers as (
    select
        visitor_key,
        cast(row_number() over (order by visitor_key) as integer) as visitor_number
    from visitors
)

select * from visitor_numbers
