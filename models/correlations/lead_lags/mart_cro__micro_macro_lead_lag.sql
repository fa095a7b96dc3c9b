with

lead_lag_series as (
    select * from {{ ref('int_cro__lead_lag_series') }}
),

lead_lag_correlations as (
    select * from {{ ref('int_cro__lead_lag_correlations') }}
),

tested_lags as (
    select
        lead_lag_series.micro_conversion_key,
        lead_lag_series.macro_conversion_key,
        lead_lag_correlations.lag_days,
        case
            when lead_lag_series.reason is not null then lead_lag_series.reason
            when lead_lag_correlations.lag_days is null then 'no variation'
        end as reason,
        lead_lag_series.first_date,
        lead_lag_series.last_date,
        lead_lag_series.day_count,
        lead_lag_correlations.overlapping_day_count,
        lead_lag_correlations.effective_day_count,
        lead_lag_correlations.correlation,
        {{ cro.two_sided_normal_tail('lead_lag_correlations.deviate') }} as p_value
    from lead_lag_series
    left join lead_lag_correlations
        on lead_lag_series.micro_macro_pair_key = lead_lag_correlations.micro_macro_pair_key
),

-- The largest of 29 lags is large by chance, so each is held against a 29th of the limit.
lead_lag as (
    select
        {{ cro.hash_columns(['micro_conversion_key', 'macro_conversion_key', 'lag_days']) }}
            as micro_macro_lead_lag_key,
        micro_conversion_key,
        macro_conversion_key,
        lag_days,
        reason,
        first_date,
        last_date,
        day_count,
        overlapping_day_count,
        effective_day_count,
        correlation,
        p_value,
        case when p_value is not null then least(1.0, p_value * 29) end as corrected_p_value,
        p_value * 29 < 0.05 as is_beyond_chance
    from tested_lags
)

select * from lead_lag
