-- depends_on: {{ ref('cro__tracking_plan_gate') }}
with

planned_events as (
    select * from {{ ref('int_cro__planned_events') }}
),

observed_events as (
    select * from {{ ref('int_cro__observed_events') }}
),

passive_events as (
    select distinct event_name from {{ ref('stg_cro__passive_events') }}
),

similar_event_names as (
    select * from {{ ref('int_cro__similar_event_names') }}
),

compared_events as (
    select
        coalesce(planned_events.event_name, observed_events.event_name) as event_name,
        coalesce(observed_events.source_name, '(none)') as source_name,
        case
            when planned_events.event_name is null then 'seen_not_planned'
            when planned_events.planned_conversion_count = 0 then 'planned_not_counted'
            when observed_events.event_name is null then 'planned_never_seen'
            else 'planned_and_seen'
        end as plan_status,
        coalesce(planned_events.planned_conversion_count, 0) as planned_conversion_count,
        coalesce(observed_events.event_count, 0) as event_count,
        coalesce(observed_events.renamed_event_count, 0) as renamed_event_count,
        coalesce(observed_events.source_event_name_count, 0) as source_event_name_count,
        observed_events.first_seen_at,
        observed_events.last_seen_at
    from planned_events
    full outer join observed_events
        on planned_events.event_name = observed_events.event_name
),

tracking_plan_reconciliation as (
    select
        {{ cro.hash_columns(['compared_events.event_name', 'compared_events.source_name']) }}
            as tracking_plan_reconciliation_key,
        compared_events.event_name,
        compared_events.source_name,
        cast(compared_events.plan_status as {{ dbt.type_string() }}) as plan_status,
        passive_events.event_name is not null as is_passive_event,
        similar_event_names.similar_planned_event_name,
        compared_events.planned_conversion_count,
        compared_events.event_count,
        compared_events.renamed_event_count,
        compared_events.source_event_name_count,
        compared_events.first_seen_at,
        compared_events.last_seen_at
    from compared_events
    left join passive_events
        on compared_events.event_name = passive_events.event_name
    left join similar_event_names
        on
            compared_events.event_name = similar_event_names.event_name
            and compared_events.plan_status = 'seen_not_planned'
)

select * from tracking_plan_reconciliation
