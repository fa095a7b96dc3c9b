{{ config(materialized='view') }}

with

event_steps as (
    select * from {{ ref('int_cro__event_steps') }}
),

unit_strata as (
    select * from {{ ref('int_cro__unit_strata') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

-- A visit is compared step by step; late steps are too rare to find anybody to compare with.
session_steps as (
    select
        {{ cro.text_literal('session') }} as unit,
        clock,
        session_key as unit_key,
        session_step_number as step_number,
        occurred_at as stepped_at,
        session_step_number as place_number
    from event_steps
    where
        is_session_step_start
        and session_step_number <= {{ var('cro__max_session_steps') }}
),

-- A history is compared by the number of the visit and the step within it; outside visits it is 0.
visitor_steps as (
    select
        {{ cro.text_literal('visitor') }} as unit,
        clock,
        visitor_key as unit_key,
        visitor_step_number as step_number,
        occurred_at as stepped_at,
        100 * cast(least(coalesce(session_number, 0), 5) as integer)
        + least(session_step_number, 16) as place_number
    from event_steps
    where
        is_visitor_step_start
        and visitor_step_number <= {{ var('cro__max_visitor_steps') }}
),

both_steps as (
    select * from session_steps
    union all
    select * from visitor_steps
),

stratified_steps as (
    select
        both_steps.unit,
        both_steps.clock,
        unit_strata.unit_number,
        both_steps.step_number,
        both_steps.place_number,
        unit_strata.source_name,
        unit_strata.closes_at,
        {{ cro.add_seconds('both_steps.stepped_at', var('cro__visitor_horizon_seconds')) }}
            as visitor_horizon_ends_at
    from both_steps
    inner join unit_strata
        on
            both_steps.unit = unit_strata.unit
            and both_steps.unit_key = unit_strata.unit_key
),

-- Visits that may still go on, and steps whose horizon has not passed, have no outcome yet.
unit_steps as (
    select
        stratified_steps.unit,
        stratified_steps.clock,
        stratified_steps.unit_number,
        stratified_steps.step_number,
        stratified_steps.place_number,
        stratified_steps.source_name,
        case
            when stratified_steps.unit = 'visitor'
                then stratified_steps.visitor_horizon_ends_at
        end as horizon_ends_at
    from stratified_steps
    cross join watermark
    where
        (
            stratified_steps.unit = 'session'
            and stratified_steps.closes_at < watermark.watermark_at
        )
        or (
            stratified_steps.unit = 'visitor'
            and stratified_steps.visitor_horizon_ends_at <= watermark.watermark_at
        )
)

select * from unit_steps
