with

daily_matches as (
    select * from {{ ref('int_cro__daily_matches') }}
),

last_matches as (
    select
        *,
        max(case when match_count > 0 then match_date end) over (
            partition by conversion_key
            order by match_date
            rows between unbounded preceding and current row
        ) as last_match_date
    from daily_matches
),

-- Days without a match are judged together: each one alone could be chance.
match_runs as (
    select
        daily_match_key,
        conversion_key,
        conversion_type,
        match_date,
        is_complete,
        match_count,
        case
            when match_count > 0 then match_date
            else
                min(case when match_count = 0 then match_date end) over (
                    partition by conversion_key, last_match_date
                )
        end as run_start_date,
        case
            when match_count > 0 then cast(0 as bigint)
            else
                cast(
                    sum(case when match_count = 0 and is_complete then 1 else 0 end) over (
                        partition by conversion_key, last_match_date
                    ) as bigint
                )
        end as empty_day_count
    from last_matches
)

select * from match_runs
