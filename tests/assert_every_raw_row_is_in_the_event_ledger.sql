-- Per source and load day, raw rows that the ledger lost or counts twice.
with

raw_rows as (
    select
        source_name,
        {{ cro.reporting_date('loaded_at') }} as load_date,
        1 as raw_count,
        0 as ledger_count
    from {{ ref('stg_cro__events') }}
),

ledger_rows as (
    select
        source_name,
        load_date,
        0 as raw_count,
        row_count as ledger_count
    from {{ ref('mart_cro__event_ledger') }}
),

all_rows as (
    select * from raw_rows
    union all
    select * from ledger_rows
),

offenders as (
    select
        source_name,
        load_date,
        sum(raw_count) as raw_row_count,
        sum(ledger_count) as ledger_row_count
    from all_rows
    group by source_name, load_date
    having sum(raw_count) <> sum(ledger_count)
)

select * from offenders
