with

dose_cells as (
    select * from {{ ref('int_cro__dose_cells') }}
),

dose_trends as (
    select * from {{ ref('int_cro__dose_trends') }}
),

compared_cells as (
    select
        dose_cells.*,
        dose_cells.unit_count - dose_cells.converted_count as not_converted_count,
        never_cells.converted_count as never_converted_count,
        never_cells.unit_count - never_cells.converted_count as never_not_converted_count,
        dose_trends.trend_deviate,
        least(dose_cells.unit_count, never_cells.unit_count)
        * {{ cro.safe_ratio(
            'dose_cells.converted_count + never_cells.converted_count',
            'dose_cells.unit_count + never_cells.unit_count'
        ) }} as expected_conversions
    from dose_cells
    inner join dose_cells as never_cells
        on
            dose_cells.comparison_key = never_cells.comparison_key
            and dose_cells.micro_conversion_key = never_cells.micro_conversion_key
            and dose_cells.macro_conversion_key = never_cells.macro_conversion_key
            and never_cells.dose_number = 0
    inner join dose_trends
        on
            dose_cells.comparison_key = dose_trends.comparison_key
            and dose_cells.micro_conversion_key = dose_trends.micro_conversion_key
            and dose_cells.macro_conversion_key = dose_trends.macro_conversion_key
),

-- Below five expected conversions on either side a ratio cannot be trusted; the counts stay.
ratios as (
    select
        *,
        case when dose_number > 0 and {{ cro.has_support('expected_conversions') }} then {{ cro.risk_ratio(
            'converted_count', 'not_converted_count', 'never_converted_count',
            'never_not_converted_count'
        ) }} end as risk_ratio,
        {{ cro.risk_ratio_log_error(
            'converted_count', 'not_converted_count', 'never_converted_count',
            'never_not_converted_count'
        ) }} as risk_ratio_log_error
    from compared_cells
),

dose_response as (
    select
        {{ cro.hash_columns([
            'unit', 'micro_conversion_key', 'macro_conversion_key', 'landmark_seconds',
            'horizon_seconds', 'dose_number',
        ]) }} as micro_macro_dose_key,
        unit,
        micro_conversion_key,
        macro_conversion_key,
        landmark_seconds,
        horizon_seconds,
        case dose_number when 0 then '0' when 1 then '1' when 2 then '2' else '3 or more' end
            as dose,
        dose_number,
        unit_count,
        converted_count,
        {{ cro.safe_ratio('converted_count', 'unit_count') }} as conversion_rate,
        {{ cro.wilson_lower('converted_count', 'unit_count') }} as conversion_rate_lower,
        {{ cro.wilson_upper('converted_count', 'unit_count') }} as conversion_rate_upper,
        risk_ratio,
        {{ cro.log_interval_lower('risk_ratio', 'risk_ratio_log_error') }} as risk_ratio_lower,
        {{ cro.log_interval_upper('risk_ratio', 'risk_ratio_log_error') }} as risk_ratio_upper,
        trend_deviate,
        {{ cro.two_sided_normal_tail('trend_deviate') }} as trend_p_value,
        immature_count,
        early_converter_count
    from ratios
)

select * from dose_response
