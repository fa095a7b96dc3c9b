with

conversion_definitions as (
    select * from {{ ref('int_cro__conversion_definitions') }}
),

conversion_numbers as (
    select * from {{ ref('int_cro__conversion_numbers') }}
),

numbered_sessions as (
    select * from {{ ref('int_cro__numbered_sessions') }}
),

session_bounds as (
    select
        min(started_at) as first_started_at,
        {{ cro.add_seconds('max(started_at)', '1') }} as after_last_started_at
    from numbered_sessions
),

-- A draft or a retired conversion is not matched, so it has no rate. Where there is no session,
-- one window is as good as another, so conversions differ only where sessions can tell.
observed_windows as (
    select
        conversion_numbers.conversion_number,
        greatest(conversion_definitions.valid_from, session_bounds.first_started_at) as valid_from,
        least(conversion_definitions.valid_to, session_bounds.after_last_started_at) as valid_to
    from conversion_definitions
    inner join conversion_numbers
        on conversion_definitions.conversion_key = conversion_numbers.conversion_key
    cross join session_bounds
    where conversion_definitions.status in ('active', 'diagnostic')
),

-- A version that follows on the one before opens no window of its own.
marked_windows as (
    select
        *,
        case
            when
                max(valid_to) over (
                    partition by conversion_number
                    order by valid_from, valid_to
                    rows between unbounded preceding and 1 preceding
                ) >= valid_from
                then 0
            else 1
        end as is_opening
    from observed_windows
    where valid_from < valid_to
),

numbered_windows as (
    select
        *,
        sum(is_opening) over (
            partition by conversion_number
            order by valid_from, valid_to
            rows between unbounded preceding and current row
        ) as window_number
    from marked_windows
),

eligible_windows as (
    select
        conversion_number,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to
    from numbered_windows
    group by conversion_number, window_number
)

select * from eligible_windows
