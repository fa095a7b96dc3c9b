with

risk_steps as (
    select * from {{ ref('int_cro__risk_steps') }}
    where unit = 'session' and not is_milestone_step
),

exposed_steps as (
    select * from {{ ref('int_cro__risk_micros') }}
    where unit = 'session' and is_exposed
),

unit_first_micros as (
    select * from {{ ref('int_cro__unit_first_micros') }}
    where unit = 'session'
),

same_step_slopes as (
    select * from {{ ref('int_cro__same_step_slopes') }}
    where unit = 'session'
),

exposed_influences as (
    select
        exposed_steps.visitor_key,
        same_step_slopes.micro_conversion_key,
        same_step_slopes.macro_conversion_key,
        same_step_slopes.unexposed_share * (
            exposed_steps.converted_count
            - same_step_slopes.risk_ratio * same_step_slopes.ratio_base_rate
        ) as ratio_influence,
        same_step_slopes.unexposed_share * (
            exposed_steps.converted_count
            - same_step_slopes.risk_difference - same_step_slopes.difference_base_rate
        ) as difference_influence
    from exposed_steps
    inner join same_step_slopes
        on
            exposed_steps.micro_conversion_key = same_step_slopes.micro_conversion_key
            and exposed_steps.macro_conversion_key = same_step_slopes.macro_conversion_key
            and exposed_steps.stratum = same_step_slopes.stratum
),

unexposed_influences as (
    select
        risk_steps.visitor_key,
        same_step_slopes.micro_conversion_key,
        same_step_slopes.macro_conversion_key,
        -same_step_slopes.risk_ratio * same_step_slopes.exposed_share
        * (risk_steps.converted_count - same_step_slopes.ratio_base_rate) as ratio_influence,
        -same_step_slopes.exposed_share
        * (risk_steps.converted_count - same_step_slopes.difference_base_rate)
            as difference_influence
    from risk_steps
    inner join same_step_slopes
        on
            risk_steps.macro_conversion_key = same_step_slopes.macro_conversion_key
            and risk_steps.stratum = same_step_slopes.stratum
    left join unit_first_micros
        on
            risk_steps.unit_key = unit_first_micros.unit_key
            and same_step_slopes.micro_conversion_key = unit_first_micros.micro_conversion_key
    where coalesce(unit_first_micros.first_step_number, risk_steps.step_number + 1)
        > risk_steps.step_number
),

influences as (
    select * from exposed_influences
    union all
    select * from unexposed_influences
),

-- Visits of one visitor resemble each other, so they count together.
same_step_influences as (
    select
        micro_conversion_key,
        macro_conversion_key,
        visitor_key,
        sum(ratio_influence) as ratio_influence,
        sum(difference_influence) as difference_influence
    from influences
    group by micro_conversion_key, macro_conversion_key, visitor_key
)

select * from same_step_influences
