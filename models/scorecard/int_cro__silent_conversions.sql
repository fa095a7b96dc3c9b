with

tracking_health as (
    select * from {{ ref('mart_cro__tracking_health') }}
    where is_silent
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

silent_conversions as (
    select
        tracking_health.conversion_key,
        cast(count(*) as bigint) as silent_day_count
    from tracking_health
    cross join watermark
    where
        {{ cro.days_between(
            'tracking_health.match_date', cro.reporting_date('watermark.watermark_at')
        ) }} <= 28
    group by tracking_health.conversion_key
)

select * from silent_conversions
