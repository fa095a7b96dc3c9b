-- Days on which the visits of the mart are not the sessions that began then.
with

session_rows as (
    select
        entry_date,
        1 as fact_count,
        0 as mart_count,
        case when is_converted then 1 else 0 end as converted_difference
    from {{ ref('fct_cro__sessions') }}
    where not is_server_only
),

mart_rows as (
    select
        period_start as entry_date,
        0 as fact_count,
        session_count as mart_count,
        -converted_session_count as converted_difference
    from {{ ref('mart_cro__traffic_quality') }}
    where period_grain = 'day'
),

all_rows as (
    select * from session_rows
    union all
    select * from mart_rows
),

offenders as (
    select
        entry_date,
        sum(fact_count) as fact_session_count,
        sum(mart_count) as mart_session_count
    from all_rows
    group by entry_date
    having sum(fact_count) <> sum(mart_count) or sum(converted_difference) <> 0
)

select * from offenders
