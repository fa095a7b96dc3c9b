with

unit_first_micros as (
    select * from {{ ref('int_cro__unit_first_micros') }}
    where clock = 'active'
),

units as (
    select * from {{ ref('int_cro__units') }}
),

sessions as (
    select * from {{ ref('int_cro__sessions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

-- A visit ends by itself; a visitor never does, so a horizon ends the waiting.
spans as (
    select
        unit_first_micros.unit,
        unit_first_micros.unit_key,
        unit_first_micros.micro_conversion_key,
        sessions.source_name,
        unit_first_micros.first_at,
        case
            when unit_first_micros.unit = 'session' then units.closes_at
            else {{ cro.add_seconds(
                'unit_first_micros.first_at', var('cro__visitor_horizon_seconds')
            ) }}
        end as until_at,
        watermark.watermark_at
    from unit_first_micros
    inner join units
        on
            unit_first_micros.unit = units.unit
            and unit_first_micros.unit_key = units.unit_key
    inner join sessions
        on units.entry_session_key = sessions.session_key
    cross join watermark
),

micro_spans as (
    select
        unit,
        unit_key,
        micro_conversion_key,
        source_name,
        first_at,
        until_at,
        until_at < watermark_at or (until_at = watermark_at and unit = 'visitor') as is_matured
    from spans
)

select * from micro_spans
