-- On the same matches once_per_visitor <= once_per_session <= every_time, and once_per_visitor <=
-- once_per_day <= every_time; each conversion counts as many as its rule says. A conversion whose
-- versions disagree on the rule is held to the order alone.
with

conversion_events as (
    select
        conversion_key,
        {{ cro.hash_columns(['visitor_key', cro.reporting_date('occurred_at')]) }} as visitor_day_key,
        visitor_key,
        session_key,
        is_counted
    from {{ ref('int_cro__conversion_events') }}
),

rule_counts as (
    select
        conversion_key,
        count(*) as every_time,
        count(distinct session_key) as once_per_session,
        count(distinct visitor_day_key) as once_per_day,
        count(distinct visitor_key) as once_per_visitor,
        sum(case when is_counted then 1 else 0 end) as counted
    from conversion_events
    group by conversion_key
),

frequency_rules as (
    select
        conversion_key,
        min(frequency_rule) as frequency_rule
    from {{ ref('int_cro__conversion_definitions') }}
    where status in ('active', 'diagnostic')
    group by conversion_key
    having count(distinct frequency_rule) = 1
),

offenders as (
    select
        rule_counts.*,
        frequency_rules.frequency_rule
    from rule_counts
    left join frequency_rules
        on rule_counts.conversion_key = frequency_rules.conversion_key
    where
        rule_counts.once_per_visitor > rule_counts.once_per_session
        or rule_counts.once_per_session > rule_counts.every_time
        or rule_counts.once_per_visitor > rule_counts.once_per_day
        or rule_counts.once_per_day > rule_counts.every_time
        or rule_counts.counted > rule_counts.every_time
        or rule_counts.counted <> case frequency_rules.frequency_rule
            when 'every_time' then rule_counts.every_time
            when 'once_per_session' then rule_counts.once_per_session
            when 'once_per_day' then rule_counts.once_per_day
            when 'once_per_visitor' then rule_counts.once_per_visitor
        end
)

select * from offenders
