with

session_rates as (
    select * from {{ ref('int_cro__conversion_session_rates') }}
),

conversion_counts as (
    select * from {{ ref('int_cro__conversion_counts') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

period_ends as (
    select distinct
        period_grain,
        period_start,
        period_end
    from reporting_periods
),

-- A silent day has sessions and no conversion; a session past midnight has it the other way round.
observed_cells as (
    select
        conversion_cell_key,
        conversion_key,
        period_grain,
        period_start,
        segment_name,
        segment_value
    from session_rates
    union
    select
        conversion_cell_key,
        conversion_key,
        period_grain,
        period_start,
        segment_name,
        segment_value
    from conversion_counts
),

dated_cells as (
    select
        observed_cells.*,
        period_ends.period_end,
        max(conversion_counts.last_converted_at) over (
            partition by
                observed_cells.conversion_key,
                observed_cells.period_grain,
                observed_cells.segment_name,
                observed_cells.segment_value
            order by observed_cells.period_start
        ) as last_converted_at,
        max(conversion_counts.last_conversion_date) over (
            partition by
                observed_cells.conversion_key,
                observed_cells.period_grain,
                observed_cells.segment_name,
                observed_cells.segment_value
            order by observed_cells.period_start
        ) as last_conversion_date
    from observed_cells
    inner join period_ends
        on
            observed_cells.period_grain = period_ends.period_grain
            and observed_cells.period_start = period_ends.period_start
    left join conversion_counts
        on observed_cells.conversion_cell_key = conversion_counts.conversion_cell_key
),

conversion_cells as (
    select
        conversion_cell_key,
        conversion_key,
        period_grain,
        period_start,
        period_end,
        segment_name,
        segment_value,
        last_converted_at,
        {{ cro.days_between('last_conversion_date', 'period_end') }} as days_since_last_conversion
    from dated_cells
)

select * from conversion_cells
