{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

counted_conversions as (
    select * from {{ cro.touched('int_cro__counted_conversions', 'visitor_key') }}
    where conversion_type = 'micro'
),

micro_conversions as (
    select
        conversion_event_key,
        conversion_key as micro_conversion_key,
        definition_version,
        conversion_version_key as micro_conversion_version_key,
        event_key,
        visitor_key,
        session_key,
        source_name,
        platform,
        occurred_at,
        conversion_date,
        seconds_since_session_start,
        seconds_since_first_touch,
        {{ cro.seconds_between('previous_occurred_at', 'occurred_at') }} as seconds_since_previous,
        cast(number_in_session as bigint) as number_in_session,
        cast(number_for_visitor as bigint) as number_for_visitor,
        value,
        is_rate_missing
    from counted_conversions
)

select * from micro_conversions
