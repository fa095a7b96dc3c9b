with

match_runs as (
    select * from {{ ref('int_cro__match_runs') }}
),

previous_matches as (
    select * from {{ ref('int_cro__previous_matches') }}
),

compared_days as (
    select
        match_runs.*,
        coalesce(previous_matches.previous_day_count, 0) as previous_day_count,
        previous_matches.match_count_mean,
        previous_matches.match_count_median,
        coalesce(previous_matches.same_weekday_match_count, 0) as same_weekday_match_count,
        {{ cro.safe_ratio('previous_matches.match_count_variance', 'previous_matches.match_count_mean') }}
            as dispersion
    from match_runs
    left join previous_matches
        on match_runs.daily_match_key = previous_matches.daily_match_key
),

-- Counts that vary more than chance follow a negative binomial, whose zeros are more likely.
zero_chances as (
    select
        *,
        case
            when dispersion > 1.01 then -match_count_mean / (dispersion - 1) * ln(dispersion)
            else -match_count_mean
        end as log_zero_chance
    from compared_days
),

-- Some warehouses refuse the exponential of a number as small as a long silence can give.
silence_chances as (
    select
        *,
        case
            when match_count = 0 and log_zero_chance is not null
                then exp(greatest(-700.0, empty_day_count * log_zero_chance))
        end as silence_chance
    from zero_chances
),

-- Nothing on a weekday on which there never was anything is a habit, not a break.
tracking_health as (
    select
        daily_match_key as tracking_health_key,
        conversion_key,
        conversion_type,
        match_date,
        is_complete,
        match_count,
        previous_day_count,
        match_count_mean,
        match_count_median,
        same_weekday_match_count,
        {{ cro.safe_ratio('match_count', 'match_count_mean') }} as volume_ratio,
        empty_day_count,
        cast(silence_chance as {{ cro.type_double() }}) as silence_chance,
        is_complete
        and match_count = 0
        and previous_day_count >= 7
        and coalesce(match_count_median, 0) >= {{ var('cro__silent_min_median') }}
        and same_weekday_match_count > 0
        and coalesce(silence_chance, 1) < {{ var('cro__silent_max_chance') }} as is_silent
    from silence_chances
)

select * from tracking_health
