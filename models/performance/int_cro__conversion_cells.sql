with

conversion_rates as (
    select * from {{ ref('int_cro__conversion_rates') }}
),

conversion_counts as (
    select * from {{ ref('int_cro__conversion_counts') }}
),

conversion_numbers as (
    select * from {{ ref('int_cro__conversion_numbers') }}
),

reporting_periods as (
    select * from {{ ref('int_cro__reporting_periods') }}
),

context_segments as (
    select * from {{ ref('int_cro__context_segments') }}
),

periods as (
    select distinct
        period_number,
        period_grain,
        period_start,
        period_end,
        is_complete,
        last_observed_date
    from reporting_periods
),

segments as (
    select distinct
        segment_number,
        segment_name,
        segment_value
    from context_segments
),

-- A silent day has sessions and no conversion; a session past midnight has it the other way round.
observed_cells as (
    select
        conversion_number,
        period_number,
        segment_number
    from conversion_rates
    {{ cro.union_distinct() }}
    select
        conversion_number,
        period_number,
        segment_number
    from conversion_counts
),

-- Period numbers follow the calendar, grain by grain.
dated_cells as (
    select
        observed_cells.*,
        periods.period_grain,
        periods.period_start,
        periods.period_end,
        periods.is_complete,
        periods.last_observed_date,
        max(conversion_counts.last_converted_at) over (
            partition by
                observed_cells.conversion_number,
                periods.period_grain,
                observed_cells.segment_number
            order by observed_cells.period_number
            rows between unbounded preceding and current row
        ) as last_converted_at,
        max(conversion_counts.last_conversion_date) over (
            partition by
                observed_cells.conversion_number,
                periods.period_grain,
                observed_cells.segment_number
            order by observed_cells.period_number
            rows between unbounded preceding and current row
        ) as last_conversion_date
    from observed_cells
    inner join periods
        on observed_cells.period_number = periods.period_number
    left join conversion_counts
        on
            observed_cells.conversion_number = conversion_counts.conversion_number
            and observed_cells.period_number = conversion_counts.period_number
            and observed_cells.segment_number = conversion_counts.segment_number
),

-- A source that is ahead of the watermark may bring conversions later than what is observed of all.
conversion_cells as (
    select
        {{ cro.hash_columns([
            'conversion_numbers.conversion_key', 'dated_cells.period_grain',
            'dated_cells.period_start', 'segments.segment_name', 'segments.segment_value',
        ]) }} as conversion_cell_key,
        dated_cells.conversion_number,
        dated_cells.period_number,
        dated_cells.segment_number,
        conversion_numbers.conversion_key,
        dated_cells.period_grain,
        dated_cells.period_start,
        dated_cells.period_end,
        dated_cells.is_complete,
        segments.segment_name,
        segments.segment_value,
        dated_cells.last_converted_at,
        case
            when dated_cells.last_conversion_date > dated_cells.last_observed_date then 0
            else {{ cro.days_between(
                'dated_cells.last_conversion_date', 'dated_cells.last_observed_date'
            ) }}
        end as days_since_last_conversion
    from dated_cells
    inner join conversion_numbers
        on dated_cells.conversion_number = conversion_numbers.conversion_number
    inner join segments
        on dated_cells.segment_number = segments.segment_number
)

select * from conversion_cells
