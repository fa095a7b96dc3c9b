with

unit_first_micros as (
    select * from {{ ref('int_cro__unit_first_micros') }}
),

unit_populations as (
    select * from {{ ref('int_cro__unit_populations') }}
),

watermark as (
    select * from {{ ref('int_cro__watermark') }}
),

-- Whoever does it only after the last step that is compared is counted, and shown as such.
population_actors as (
    select
        unit_populations.population_key,
        unit_first_micros.micro_conversion_key as action_key,
        cast(count(*) as bigint) as actor_count,
        cast(sum(case
            when
                unit_first_micros.first_step_number > case
                    when unit_populations.unit = 'session' then {{ var('cro__max_session_steps') }}
                    else {{ var('cro__max_visitor_steps') }}
                end then 1
            else 0
        end) as bigint) as late_actor_count,
        cast(sum(case when unit_first_micros.is_passive_micro then 1 else 0 end) as bigint)
            as passive_actor_count
    from unit_first_micros
    inner join unit_populations
        on
            unit_first_micros.unit_number = unit_populations.unit_number
            and unit_first_micros.clock = unit_populations.clock
    inner join watermark
        on unit_first_micros.first_at <= watermark.watermark_at
    group by unit_populations.population_key, unit_first_micros.micro_conversion_key
)

select * from population_actors
