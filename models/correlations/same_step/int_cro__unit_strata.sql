with

units as (
    select * from {{ ref('int_cro__units') }}
),

sessions as (
    select * from {{ ref('int_cro__sessions') }}
),

unit_segments as (
    select * from {{ ref('int_cro__unit_segments') }}
),

declared_segments as (
    select * from unit_segments
    where segment_name in ({{ cro.quoted_list(var('cro__stratum_segments')) }})
),

-- One text per unit, so that any number of declared segments makes one stratum.
segment_strata as (
    select
        unit,
        unit_key,
        {{ cro.ordered_listagg('segment_value', '|', order_by='segment_name') }} as segment_stratum
    from declared_segments
    group by unit, unit_key
),

unit_strata as (
    select
        units.unit,
        units.unit_key,
        units.unit_number,
        units.visitor_key,
        units.closes_at,
        sessions.source_name,
        coalesce(segment_strata.segment_stratum, '') as segment_stratum,
        dense_rank() over (order by units.visitor_key) as visitor_number,
        dense_rank() over (order by coalesce(segment_strata.segment_stratum, ''))
            as segment_number
    from units
    inner join sessions
        on units.entry_session_key = sessions.session_key
    left join segment_strata
        on units.unit = segment_strata.unit and units.unit_key = segment_strata.unit_key
)

select * from unit_strata
