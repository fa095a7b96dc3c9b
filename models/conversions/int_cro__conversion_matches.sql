with

matches as (
    select * from {{ ref('int_cro__matches_by_occurrence') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by conversion_key, session_key, occurrence_place
            order by {{ cro.event_order() }}
        ) as session_rank,
        row_number() over (
            partition by conversion_key, visitor_key, occurrence_place
            order by {{ cro.event_order() }}
        ) as visitor_rank,
        row_number() over (
            partition by
                conversion_key,
                visitor_key,
                {{ cro.reporting_date('occurred_at') }},
                occurrence_place
            order by {{ cro.event_order() }}
        ) as day_rank
    from matches
),

placed as (
    select
        *,
        case
            when occurrence_place is not null then occurrence_place
            when frequency_rule = 'once_per_session' and session_rank > 1 then 'frequency'
            when frequency_rule = 'once_per_visitor' and visitor_rank > 1 then 'frequency'
            when frequency_rule = 'once_per_day' and day_rank > 1 then 'frequency'
            else 'counted'
        end as counting_place
    from ranked
),

conversion_matches as (
    select
        conversion_event_key,
        event_key,
        conversion_key,
        conversion_type,
        definition_version,
        visitor_key,
        session_key,
        source_name,
        platform,
        occurred_at,
        event_sequence,
        order_id,
        order_namespace,
        revenue,
        currency,
        counting_place,
        counting_place = 'counted' as is_counted
    from placed
)

select * from conversion_matches
