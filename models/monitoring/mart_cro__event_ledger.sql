-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

ledger_rows as (
    select * from {{ ref('int_cro__event_ledger') }}
),

dated_rows as (
    select
        source_name,
        {{ cro.reporting_date('loaded_at') }} as load_date,
        ledger_place,
        ledger_reason,
        case when has_junk_anonymous_id then 1 else 0 end as junk_anonymous_id,
        case when has_junk_user_id then 1 else 0 end as junk_user_id,
        case when has_junk_event_id then 1 else 0 end as junk_event_id,
        case when has_junk_source_session_id then 1 else 0 end as junk_source_session_id,
        case when has_junk_order_id then 1 else 0 end as junk_order_id
    from ledger_rows
),

row_counts as (
    select
        source_name,
        load_date,
        ledger_place,
        ledger_reason,
        cast(count(*) as bigint) as row_count,
        cast(sum(junk_anonymous_id) as bigint) as junk_anonymous_id_count,
        cast(sum(junk_user_id) as bigint) as junk_user_id_count,
        cast(sum(junk_event_id) as bigint) as junk_event_id_count,
        cast(sum(junk_source_session_id) as bigint) as junk_source_session_id_count,
        cast(sum(junk_order_id) as bigint) as junk_order_id_count
    from dated_rows
    group by source_name, load_date, ledger_place, ledger_reason
),

event_ledger as (
    select
        {{ cro.hash_columns(['source_name', 'load_date', 'ledger_place', 'ledger_reason']) }}
            as event_ledger_key,
        source_name,
        load_date,
        cast(ledger_place as {{ dbt.type_string() }}) as ledger_place,
        cast(ledger_reason as {{ dbt.type_string() }}) as ledger_reason,
        row_count,
        junk_anonymous_id_count,
        junk_user_id_count,
        junk_event_id_count,
        junk_source_session_id_count,
        junk_order_id_count
    from row_counts
)

select * from event_ledger
