{{ config(severity = 'warn') }}

-- Sources of which more than half of the last batch is quarantined: mostly, their mapping is wrong.
with

event_loads as (
    select * from {{ ref('int_cro__event_loads') }}
),

event_ledger as (
    select * from {{ ref('mart_cro__event_ledger') }}
),

last_batch as (
    select max(batch_number) as batch_number
    from event_loads
),

-- The ledger counts by day, so the days of the batch are judged whole.
last_days as (
    select distinct
        event_loads.source_name,
        {{ cro.reporting_date('event_loads.load_hour') }} as load_date
    from event_loads
    inner join last_batch
        on event_loads.batch_number = last_batch.batch_number
),

-- Rows without a load time are read in every run.
last_rows as (
    select event_ledger.*
    from event_ledger
    left join last_days
        on
            coalesce(event_ledger.source_name, '') = last_days.source_name
            and event_ledger.load_date = last_days.load_date
    where event_ledger.load_date is null or last_days.load_date is not null
),

reason_counts as (
    select
        source_name,
        case when ledger_place = 'quarantined' then ledger_reason end as quarantine_reason,
        sum(row_count) as row_count
    from last_rows
    group by source_name, case when ledger_place = 'quarantined' then ledger_reason end
),

ranked_reasons as (
    select
        source_name,
        quarantine_reason,
        sum(row_count) over (partition by source_name) as row_count,
        sum(case when quarantine_reason is not null then row_count else 0 end)
            over (partition by source_name) as quarantined_row_count,
        row_number() over (
            partition by source_name
            order by
                case when quarantine_reason is null then 1 else 0 end asc,
                row_count desc,
                quarantine_reason asc
        ) as reason_rank
    from reason_counts
),

unusable_sources as (
    select
        coalesce(source_name, '') as source_name,
        cast(row_count as bigint) as row_count,
        cast(quarantined_row_count as bigint) as quarantined_row_count,
        quarantine_reason as commonest_reason
    from ranked_reasons
    where reason_rank = 1 and 2 * quarantined_row_count > row_count
)

select * from unusable_sources
