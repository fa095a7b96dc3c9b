with

session_contexts as (
    select * from {{ ref('int_cro__session_contexts') }}
),

sessions as (
    select * from {{ ref('fct_cro__sessions') }}
),

segments as (
    select * from {{ ref('stg_cro__segments') }}
),

-- Sessions of one context are alike, so any of them tells its values.
contexts as (
    select
        context_key,
        min(session_key) as session_key
    from session_contexts
    group by context_key
),

declared_segments as (
    select
        contexts.context_key,
        segments.segment_name,
        coalesce(
            case segments.session_column
                when 'channel' then sessions.channel
                when 'device_category' then sessions.device_category
                when 'country' then sessions.country
                when 'landing_page_type' then sessions.landing_page_type
                when 'operating_system' then sessions.operating_system
                when 'browser' then sessions.browser
                when 'platform' then sessions.platform
                when 'source_name' then sessions.source_name
                when 'visitor_type' then sessions.visitor_type
                when 'customer_type' then sessions.customer_type
                when 'utm_source' then sessions.utm_source
                when 'utm_medium' then sessions.utm_medium
                when 'utm_campaign' then sessions.utm_campaign
                when 'app_version' then sessions.app_version
                when 'variant_key' then sessions.variant_key
            end,
            '(not set)'
        ) as segment_value
    from contexts
    inner join sessions
        on contexts.session_key = sessions.session_key
    cross join segments
),

-- The total is a segment like any other, so that every mart reads one table.
all_segments as (
    select * from declared_segments
    union all
    select
        context_key,
        'all' as segment_name,
        'all' as segment_value
    from contexts
),

-- Joins over millions of rows carry the numbers.
context_segments as (
    select
        context_key,
        cast(dense_rank() over (order by context_key) as integer) as context_number,
        cast(dense_rank() over (order by segment_name, segment_value) as integer) as segment_number,
        segment_name,
        segment_value
    from all_segments
)

select * from context_segments
