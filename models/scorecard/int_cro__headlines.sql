with

correlations as (
    select * from {{ ref('mart_cro__micro_macro_correlations') }}
),

-- The visit is the sharper look; where it shows too little, the visitor's history may show more.
preferred_units as (
    select
        *,
        row_number() over (
            partition by micro_conversion_key, macro_conversion_key
            order by
                case when verdict = 'insufficient_data' then 1 else 0 end,
                case when unit = 'session' then 0 else 1 end
        ) as preference
    from correlations
),

headlines as (
    select * from preferred_units
    where preference = 1
)

select * from headlines
