-- Rates above 1 or below 0, and rates outside their own interval.
with

rates as (
    select
        micro_conversion_key as measured,
        session_rate as rate,
        session_rate_lower as rate_lower,
        session_rate_upper as rate_upper
    from {{ ref('mart_cro__micro_conversion_daily') }}
    union all
    select
        micro_conversion_key as measured,
        visitor_rate as rate,
        visitor_rate_lower as rate_lower,
        visitor_rate_upper as rate_upper
    from {{ ref('mart_cro__micro_conversion_daily') }}
    union all
    select
        macro_conversion_key as measured,
        session_rate as rate,
        session_rate_lower as rate_lower,
        session_rate_upper as rate_upper
    from {{ ref('mart_cro__macro_conversion_daily') }}
    union all
    select
        macro_conversion_key as measured,
        visitor_rate as rate,
        visitor_rate_lower as rate_lower,
        visitor_rate_upper as rate_upper
    from {{ ref('mart_cro__macro_conversion_daily') }}
    union all
    select
        following_macro_conversion_key as measured,
        progression_rate as rate,
        progression_rate_lower as rate_lower,
        progression_rate_upper as rate_upper
    from {{ ref('mart_cro__macro_progression') }}
    union all
    select
        channel as measured,
        session_share as rate,
        null as rate_lower,
        null as rate_upper
    from {{ ref('mart_cro__traffic_quality') }}
    union all
    select
        channel as measured,
        session_rate as rate,
        null as rate_lower,
        null as rate_upper
    from {{ ref('mart_cro__traffic_quality') }}
),

-- At 0 and at 1 a bound lies on the rate, where rounding may put it a hair aside.
offenders as (
    select * from rates
    where
        rate < 0
        or rate > 1
        or rate_lower > rate + 1e-9
        or rate_upper < rate - 1e-9
)

select * from offenders
