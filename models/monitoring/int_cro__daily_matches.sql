with

conversion_matches as (
    select * from {{ ref('int_cro__conversion_matches') }}
),

conversion_definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

-- Days before the watermark; 4,096 of them are eleven years.
day_numbers as (
    {{ dbt.generate_series(4096) }}
),

days as (
    select
        {{ cro.add_days(cro.reporting_date('watermark.watermark_at'), '1 - day_numbers.generated_number') }}
            as match_date,
        day_numbers.generated_number > 1 as is_complete
    from watermark
    cross join day_numbers
),

-- A refund is no conversion, so refunds alone do not prove that the tracking works.
match_counts as (
    select
        conversion_key,
        {{ cro.reporting_date('occurred_at') }} as match_date,
        count(*) as match_count
    from conversion_matches
    where counting_place <> 'refund'
    group by conversion_key, {{ cro.reporting_date('occurred_at') }}
),

first_matches as (
    select
        conversion_key,
        min(match_date) as first_match_date
    from match_counts
    group by conversion_key
),

-- A conversion that is not defined on a day cannot fall silent on it.
defined_days as (
    select distinct
        conversion_definitions.conversion_key,
        conversion_definitions.conversion_type,
        days.match_date,
        days.is_complete
    from conversion_definitions
    inner join first_matches
        on conversion_definitions.conversion_key = first_matches.conversion_key
    inner join days
        on
            first_matches.first_match_date <= days.match_date
            and {{ cro.reporting_date('conversion_definitions.valid_from') }} <= days.match_date
            and {{ cro.reporting_date('conversion_definitions.valid_to') }} > days.match_date
    where conversion_definitions.status in ('active', 'diagnostic')
),

daily_matches as (
    select
        {{ cro.hash_columns(['defined_days.conversion_key', 'defined_days.match_date']) }}
            as daily_match_key,
        defined_days.conversion_key,
        cast(defined_days.conversion_type as {{ dbt.type_string() }}) as conversion_type,
        defined_days.match_date,
        defined_days.is_complete,
        cast(coalesce(match_counts.match_count, 0) as bigint) as match_count
    from defined_days
    left join match_counts
        on
            defined_days.conversion_key = match_counts.conversion_key
            and defined_days.match_date = match_counts.match_date
)

select * from daily_matches
