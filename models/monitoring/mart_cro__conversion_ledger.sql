with

conversion_matches as (
    select * from {{ ref('int_cro__conversion_matches') }}
),

dated_matches as (
    select
        conversion_key,
        conversion_type,
        {{ cro.reporting_date('occurred_at') }} as match_date,
        counting_place
    from conversion_matches
),

match_counts as (
    select
        conversion_key,
        conversion_type,
        match_date,
        counting_place,
        cast(count(*) as bigint) as match_count
    from dated_matches
    group by conversion_key, conversion_type, match_date, counting_place
),

conversion_ledger as (
    select
        {{ cro.hash_columns(['conversion_key', 'match_date', 'counting_place']) }}
            as conversion_ledger_key,
        conversion_key,
        cast(conversion_type as {{ dbt.type_string() }}) as conversion_type,
        match_date,
        cast(counting_place as {{ dbt.type_string() }}) as counting_place,
        match_count
    from match_counts
)

select * from conversion_ledger
