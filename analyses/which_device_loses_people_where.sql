-- At which step does a device do worse than all devices together, beyond chance?
-- Run it with: dbt show --select which_device_loses_people_where
{{ config(enabled=var('cro__with_analyses')) }}

with

funnel_performance as (
    select * from {{ ref('mart_cro__funnel_performance') }}
    where period_grain = 'all' and not is_optional
),

all_devices as (
    select * from funnel_performance
    where segment_name = 'all'
),

devices as (
    select * from funnel_performance
    where segment_name = 'device_category'
),

worse_devices as (
    select
        devices.funnel_key,
        devices.step_number,
        devices.label,
        devices.segment_value as device_category,
        devices.step_rate,
        devices.step_rate_upper,
        all_devices.step_rate as step_rate_of_all_devices
    from devices
    inner join all_devices
        on
            devices.funnel_key = all_devices.funnel_key
            and devices.step_number = all_devices.step_number
    where devices.step_rate_upper < all_devices.step_rate
)

select * from worse_devices
order by funnel_key, step_number, device_category
