{{ config(materialized=cro.incremental_or_table(), unique_key='visitor_key') }}

with

session_spans as (
    select * from {{ cro.touched('int_cro__session_spans', 'visitor_key') }}
),

session_entries as (
    select * from {{ cro.touched('int_cro__session_entries', 'device_key') }}
),

entry_channels as (
    select * from {{ cro.touched('int_cro__entry_channels', 'device_key') }}
),

session_events as (
    select * from {{ cro.touched('int_cro__session_events', 'visitor_key') }}
),

first_events as (
    select
        visitor_key,
        min(occurred_at) as visitor_first_seen_at
    from session_events
    group by visitor_key
),

-- A visit that only servers saw is no visit of a person, so it gets no number.
numbered as (
    select
        *,
        case
            when not is_server_only
                then row_number() over (
                        partition by visitor_key, is_server_only
                        order by started_at, session_key
                    )
        end as session_number,
        case
            when not is_server_only
                then lag(started_at) over (
                        partition by visitor_key, is_server_only
                        order by started_at, session_key
                    )
        end as previous_session_started_at
    from session_spans
),

sessions as (
    select
        numbered.session_key,
        numbered.visitor_key,
        numbered.source_name,
        numbered.device_key,
        numbered.source_session_id,
        numbered.is_server_only,
        numbered.started_at,
        numbered.ended_at,
        numbered.event_count,
        cast(numbered.session_number as bigint) as session_number,
        numbered.previous_session_started_at,
        first_events.visitor_first_seen_at,
        case when not numbered.is_server_only then coalesce(entry_channels.channel, 'Other') end
            as channel,
        session_entries.utm_source,
        session_entries.utm_medium,
        session_entries.utm_campaign,
        session_entries.utm_term,
        session_entries.utm_content,
        session_entries.click_id_type,
        session_entries.referrer_host,
        session_entries.landing_page_host,
        session_entries.landing_page_path,
        session_entries.landing_page_type,
        session_entries.device_category,
        session_entries.operating_system,
        session_entries.browser,
        session_entries.country,
        session_entries.platform,
        session_entries.app_version,
        session_entries.experiment_key,
        session_entries.variant_key
    from numbered
    inner join session_entries
        on numbered.session_key = session_entries.session_key
    left join entry_channels
        on numbered.session_key = entry_channels.session_key
    left join first_events
        on numbered.visitor_key = first_events.visitor_key
)

select * from sessions
