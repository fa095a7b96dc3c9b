with

macro_conversions as (
    select * from {{ ref('dim_cro__macro_conversions') }}
    where
        is_latest_version
        and follows is not null
        and status in ('active', 'diagnostic')
),

counted_conversions as (
    select * from {{ ref('fct_cro__macro_conversions') }}
),

earlier_conversions as (
    select
        {{ cro.hash_columns([
            'counted_conversions.conversion_event_key',
            'macro_conversions.macro_conversion_key',
        ]) }} as macro_progression_key,
        macro_conversions.macro_conversion_key as following_macro_conversion_key,
        counted_conversions.macro_conversion_key,
        counted_conversions.conversion_event_key,
        counted_conversions.event_key,
        counted_conversions.visitor_key,
        counted_conversions.session_key,
        counted_conversions.occurred_at,
        counted_conversions.conversion_date,
        {{ cro.add_seconds(
            'counted_conversions.occurred_at',
            '86400 * ' ~ var('cro__progression_horizon_days'),
        ) }} as matures_at
    from macro_conversions
    inner join counted_conversions
        on macro_conversions.follows = counted_conversions.macro_conversion_key
),

-- A CRM export may date both stages alike, so equal times may follow; one event is not both.
ranked_progressions as (
    select
        earlier_conversions.*,
        counted_conversions.occurred_at as followed_at,
        counted_conversions.net_value as following_net_value,
        row_number() over (
            partition by earlier_conversions.macro_progression_key
            order by counted_conversions.occurred_at, counted_conversions.conversion_event_key
        ) as following_rank
    from earlier_conversions
    left join counted_conversions
        on
            earlier_conversions.following_macro_conversion_key
            = counted_conversions.macro_conversion_key
            and earlier_conversions.visitor_key = counted_conversions.visitor_key
            and earlier_conversions.event_key <> counted_conversions.event_key
            and earlier_conversions.occurred_at <= counted_conversions.occurred_at
            and earlier_conversions.matures_at >= counted_conversions.occurred_at
),

macro_progressions as (
    select
        macro_progression_key,
        macro_conversion_key,
        following_macro_conversion_key,
        conversion_event_key,
        visitor_key,
        session_key,
        occurred_at,
        conversion_date,
        matures_at,
        followed_at,
        {{ cro.seconds_between('occurred_at', 'followed_at') }} as seconds_to_following,
        following_net_value
    from ranked_progressions
    where following_rank = 1
)

select * from macro_progressions
