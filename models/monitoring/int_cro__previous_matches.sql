with

match_runs as (
    select * from {{ ref('int_cro__match_runs') }}
),

-- The days of a silence are no measure of it, so history ends where the silence began.
previous_days as (
    select
        match_runs.daily_match_key,
        earlier_days.match_count,
        {{ cro.days_between('earlier_days.match_date', 'match_runs.match_date') }} as days_ago
    from match_runs
    inner join match_runs as earlier_days
        on
            match_runs.conversion_key = earlier_days.conversion_key
            and earlier_days.match_date >= {{ cro.add_days('match_runs.run_start_date', -28) }}
            and match_runs.run_start_date > earlier_days.match_date
),

ranked_days as (
    select
        *,
        row_number() over (
            partition by daily_match_key order by match_count, days_ago
        ) as count_rank,
        count(*) over (partition by daily_match_key) as day_count
    from previous_days
),

previous_sums as (
    select
        daily_match_key,
        cast(count(*) as bigint) as previous_day_count,
        cast(sum(match_count) as {{ cro.type_double() }}) as match_sum,
        cast(sum(match_count * match_count) as {{ cro.type_double() }}) as square_sum,
        {{ cro.nearest_rank('match_count', 'count_rank', 'day_count', 50) }}
            as match_count_median,
        cast(sum(case when mod(days_ago, 7) = 0 then match_count else 0 end) as bigint)
            as same_weekday_match_count
    from ranked_days
    group by daily_match_key
),

previous_matches as (
    select
        daily_match_key,
        previous_day_count,
        {{ cro.safe_ratio('match_sum', 'previous_day_count') }} as match_count_mean,
        {{ cro.safe_ratio(
            'square_sum - match_sum * match_sum / previous_day_count', 'previous_day_count - 1'
        ) }} as match_count_variance,
        match_count_median,
        same_weekday_match_count
    from previous_sums
)

select * from previous_matches
