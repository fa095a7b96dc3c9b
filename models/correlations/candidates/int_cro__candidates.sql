with

session_events as (
    select * from {{ ref('int_cro__session_events') }}
),

event_values as (
    select * from {{ ref('int_cro__event_values') }}
),

passive_events as (
    select distinct event_name from {{ ref('stg_cro__passive_events') }}
),

planned_events as (
    select * from {{ ref('int_cro__planned_events') }}
),

uncounted_events as (
    select * from {{ ref('int_cro__named_events') }}
    where not is_counted
),

plan_rules as (
    select * from {{ ref('stg_cro__plan_rules') }}
    where property_name <> 'event_name'
),

needed_properties as (
    select * from {{ ref('int_cro__needed_properties') }}
),

event_counts as (
    select
        session_events.event_name,
        cast(count(*) as bigint) as event_count,
        cast(count(distinct session_events.visitor_key) as bigint) as visitor_count
    from session_events
    left join passive_events
        on session_events.event_name = passive_events.event_name
    where passive_events.event_name is null
    group by session_events.event_name
),

value_counts as (
    select
        event_values.event_name,
        event_values.property_name,
        event_values.property_value,
        cast(count(*) as bigint) as event_count,
        cast(count(distinct session_events.visitor_key) as bigint) as visitor_count
    from event_values
    inner join session_events
        on event_values.event_key = session_events.event_key
    group by
        event_values.event_name,
        event_values.property_name,
        event_values.property_value
),

-- A value that nearly every event of the name has says nothing that the name does not.
telling_values as (
    select
        value_counts.*,
        row_number() over (
            order by
                value_counts.visitor_count desc,
                {{ cro.hash_columns([
                    'value_counts.event_name', 'value_counts.property_name',
                    'value_counts.property_value',
                ]) }}
        ) as visitor_rank
    from value_counts
    inner join event_counts
        on value_counts.event_name = event_counts.event_name
    where
        value_counts.visitor_count >= {{ var('cro__min_candidate_visitors') }}
        and 20 * value_counts.event_count < 19 * event_counts.event_count
),

-- What a draft describes, or a retired definition did, need not be proposed again.
uncounted_properties as (
    select
        uncounted_events.event_name,
        plan_rules.property_name
    from uncounted_events
    inner join plan_rules
        on
            uncounted_events.conversion_key = plan_rules.conversion_key
            and uncounted_events.definition_version = plan_rules.definition_version
            and uncounted_events.rule_group = plan_rules.rule_group
),

planned_properties as (
    select
        event_name,
        property_name
    from needed_properties
    {{ cro.union_distinct() }}
    select
        event_name,
        property_name
    from uncounted_properties
),

found_candidates as (
    select
        'event' as candidate_type,
        event_name,
        cast(null as {{ dbt.type_string() }}) as property_name,
        cast(null as {{ dbt.type_string() }}) as property_value,
        event_count,
        visitor_count
    from event_counts
    where visitor_count >= {{ var('cro__min_candidate_visitors') }}
    union all
    select
        'property_value' as candidate_type,
        event_name,
        property_name,
        property_value,
        event_count,
        visitor_count
    from telling_values
    where visitor_rank <= {{ var('cro__max_candidate_values') }}
),

candidates as (
    select
        {{ cro.hash_columns([
            'found_candidates.candidate_type', 'found_candidates.event_name',
            'found_candidates.property_name', 'found_candidates.property_value',
        ]) }} as candidate_key,
        found_candidates.*,
        case
            when found_candidates.candidate_type = 'event'
                then planned_events.event_name is not null
            else planned_properties.event_name is not null
        end as is_planned
    from found_candidates
    left join planned_events
        on found_candidates.event_name = planned_events.event_name
    left join planned_properties
        on
            found_candidates.event_name = planned_properties.event_name
            and found_candidates.property_name = planned_properties.property_name
)

select * from candidates
