with

placed_conversions as (
    select * from {{ ref('int_cro__placed_conversions') }}
),

-- Buckets in the order of the times: a percentile is sought in one of them, and only there ranked. Equal
-- times are told apart by what else the row says, so that buckets do not depend on how rows arrive.
timed_conversions as (
    select
        conversion_number,
        context_number,
        conversion_date,
        seconds_to_conversion,
        cast(ntile(25) over (
            partition by conversion_number
            order by seconds_to_conversion, conversion_date, context_number
        ) as integer) as time_bucket
    from placed_conversions
    where seconds_to_conversion is not null
)

select * from timed_conversions
