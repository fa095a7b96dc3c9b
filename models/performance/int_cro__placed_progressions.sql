{{ config(materialized = 'view') }}

with

macro_progressions as (
    select * from {{ ref('int_cro__macro_progressions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

session_segments as (
    select * from {{ ref('int_cro__session_segments') }}
),

-- A visitor takes period and segment from the first conversion of the period, and counts once.
numbered_progressions as (
    select
        macro_progressions.*,
        reporting_periods.period_grain,
        reporting_periods.period_start,
        reporting_periods.period_end,
        reporting_periods.is_complete,
        macro_progressions.matures_at < watermark.watermark_at as is_matured,
        row_number() over (
            partition by
                macro_progressions.following_macro_conversion_key,
                reporting_periods.period_grain,
                reporting_periods.period_start,
                macro_progressions.visitor_key
            order by macro_progressions.occurred_at, macro_progressions.conversion_event_key
        ) as number_for_visitor
    from macro_progressions
    inner join reporting_periods
        on macro_progressions.conversion_date = reporting_periods.reporting_date
    cross join watermark
),

placed_progressions as (
    select
        {{ cro.hash_columns([
            'numbered_progressions.macro_progression_key',
            'numbered_progressions.period_grain',
            'session_segments.segment_name',
        ]) }} as placed_progression_key,
        numbered_progressions.*,
        session_segments.segment_name,
        session_segments.segment_value,
        numbered_progressions.number_for_visitor = 1 as is_first_of_visitor,
        numbered_progressions.number_for_visitor = 1 and numbered_progressions.is_matured
            as is_measured,
        numbered_progressions.number_for_visitor = 1
        and numbered_progressions.is_matured
        and numbered_progressions.followed_at is not null as is_progressed
    from numbered_progressions
    inner join session_segments
        on numbered_progressions.session_key = session_segments.session_key
)

select * from placed_progressions
