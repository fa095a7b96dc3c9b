{{ config(materialized='view') }}

with

units as (
    select * from {{ ref('int_cro__units') }}
),

unit_segments as (
    select * from {{ ref('int_cro__unit_segments') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

ordered_units as (
    select
        units.unit,
        units.started_at,
        row_number() over (partition by units.unit order by units.started_at, units.unit_key)
            as unit_place,
        count(*) over (partition by units.unit) as unit_count
    from units
    cross join watermark
    where units.started_at <= watermark.watermark_at
),

-- Cut by units, because one event of a clock that is years behind would move the middle of time.
middles as (
    select
        unit,
        min(started_at) as second_half_at
    from ordered_units
    where 2 * unit_place > unit_count
    group by unit
),

segments as (
    select
        unit,
        unit_key,
        {{ cro.text_literal('active') }} as clock,
        {{ cro.text_literal('segment') }} as population_type,
        segment_name as population_name,
        segment_value as population_value
    from unit_segments
),

months as (
    select
        unit,
        unit_key,
        {{ cro.text_literal('active') }} as clock,
        {{ cro.text_literal('month') }} as population_type,
        {{ cro.text_literal('month') }} as population_name,
        cast({{ cro.first_day_of_month(cro.reporting_date('started_at')) }} as {{ dbt.type_string() }})
            as population_value
    from units
),

halves_of_the_period as (
    select
        units.unit,
        units.unit_key,
        {{ cro.text_literal('active') }} as clock,
        {{ cro.text_literal('half_of_period') }} as population_type,
        {{ cro.text_literal('half_of_period') }} as population_name,
        case when units.started_at < middles.second_half_at then 'first' else 'second' end
            as population_value
    from units
    left join middles
        on units.unit = middles.unit
),

-- A device key is a hash, so its first sign deals devices out at random.
halves_of_the_devices as (
    select
        unit,
        unit_key,
        {{ cro.text_literal('active') }} as clock,
        {{ cro.text_literal('half_of_devices') }} as population_type,
        {{ cro.text_literal('half_of_devices') }} as population_name,
        case
            when substring(device_key, 1, 1) in ('0', '1', '2', '3', '4', '5', '6', '7')
                then 'first'
            else 'second'
        end as population_value
    from units
),

every_event as (
    select
        unit,
        unit_key,
        {{ cro.text_literal('all_events') }} as clock,
        {{ cro.text_literal('all_events_clock') }} as population_type,
        {{ cro.text_literal('all') }} as population_name,
        {{ cro.text_literal('all') }} as population_value
    from units
),

without_segments as (
    select
        unit,
        unit_key,
        {{ cro.text_literal('active') }} as clock,
        {{ cro.text_literal('without_segments') }} as population_type,
        {{ cro.text_literal('all') }} as population_name,
        {{ cro.text_literal('all') }} as population_value
    from units
),

population_members as (
    select * from segments
    union all
    select * from months
    union all
    select * from halves_of_the_period
    union all
    select * from halves_of_the_devices
    union all
    select * from every_event
    union all
    select * from without_segments
)

select * from population_members
