with

unit_macros as (
    select * from {{ ref('int_cro__unit_macros') }}
    where clock = 'active'
),

unit_actions as (
    select * from {{ ref('int_cro__unit_actions') }}
    where clock = 'active'
),

compared_actions as (
    select * from {{ ref('int_cro__compared_actions') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

judged_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
    where population_type in ('segment', 'month', 'half_of_devices')
),

converters_who_acted as (
    select
        unit_macros.unit,
        unit_macros.unit_number,
        compared_actions.action_key,
        compared_actions.macro_conversion_key,
        compared_actions.is_candidate,
        compared_actions.is_in_family,
        compared_actions.is_in_total,
        unit_macros.first_step_number - unit_actions.first_step_number as steps_until_macro,
        {{ cro.seconds_between('unit_actions.first_at', 'unit_macros.first_at') }}
            as seconds_until_macro
    from unit_macros
    inner join compared_actions
        on unit_macros.macro_conversion_key = compared_actions.macro_conversion_key
    inner join unit_actions
        on
            unit_macros.unit_number = unit_actions.unit_number
            and compared_actions.action_key = unit_actions.action_key
    inner join watermark
        on
            unit_macros.first_at <= watermark.watermark_at
            and unit_actions.first_at <= watermark.watermark_at
),

-- What fires together with the goal does so at once; ten seconds leave room for a slow page.
action_orders as (
    select
        judged_populations.population_key,
        converters_who_acted.action_key,
        converters_who_acted.macro_conversion_key,
        cast(count(*) as bigint) as both_count,
        cast(sum(
            case when converters_who_acted.steps_until_macro > 0 then 1 else 0 end
        ) as bigint) as before_count,
        cast(sum(case
            when
                converters_who_acted.steps_until_macro >= 0
                and converters_who_acted.seconds_until_macro >= 0 then 1
            else 0
        end) as bigint) as not_after_count,
        cast(sum(case
            when
                converters_who_acted.steps_until_macro in (0, 1)
                and converters_who_acted.seconds_until_macro >= 0
                and converters_who_acted.seconds_until_macro <= 10 then 1
            else 0
        end) as bigint) as coincident_count
    from converters_who_acted
    inner join judged_populations
        on converters_who_acted.unit_number = judged_populations.unit_number
    where
        {{ cro.is_compared_in('judged_populations', 'converters_who_acted') }}
    group by
        judged_populations.population_key,
        converters_who_acted.action_key,
        converters_who_acted.macro_conversion_key
)

select * from action_orders
