-- On the same matches once_per_visitor <= once_per_session <= every_time, and once_per_visitor <=
-- once_per_day <= every_time; each conversion counts as many as its rule says. A conversion whose
-- versions disagree on the rule is held to the order alone. A visit on a shared device may hold several
-- visitors and still counts once per session, so visitors are compared with sessions where each has one.
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

session_visitors as (
    select
        session_key,
        count(distinct visitor_key) as visitor_count
    from {{ ref('int_cro__session_events') }}
    group by session_key
),

rule_counts as (
    select
        conversion_events.conversion_key,
        count(*) as every_time,
        count(distinct conversion_events.session_key) as once_per_session,
        count(distinct conversion_events.visitor_day_key) as once_per_day,
        count(distinct conversion_events.visitor_key) as once_per_visitor,
        count(distinct case
            when session_visitors.visitor_count = 1 then conversion_events.session_key
        end) as unshared_sessions,
        count(distinct case
            when session_visitors.visitor_count = 1 then conversion_events.visitor_key
        end) as unshared_visitors,
        sum(case when conversion_events.is_counted then 1 else 0 end) as counted
    from conversion_events
    inner join session_visitors
        on conversion_events.session_key = session_visitors.session_key
    group by conversion_events.conversion_key
),

frequency_rules as (
    select
        conversion_key,
        min(frequency_rule) as only_frequency_rule
    from {{ ref('int_cro__conversion_definitions') }}
    where status in ('active', 'diagnostic')
    group by conversion_key
    having count(distinct frequency_rule) = 1
),

offenders as (
    select
        rule_counts.*,
        frequency_rules.only_frequency_rule
    from rule_counts
    left join frequency_rules
        on rule_counts.conversion_key = frequency_rules.conversion_key
    where
        rule_counts.unshared_visitors > rule_counts.unshared_sessions
        or rule_counts.once_per_session > rule_counts.every_time
        or rule_counts.once_per_visitor > rule_counts.once_per_day
        or rule_counts.once_per_day > rule_counts.every_time
        or rule_counts.counted > rule_counts.every_time
        or rule_counts.counted <> case frequency_rules.only_frequency_rule
            when 'every_time' then rule_counts.every_time
            when 'once_per_session' then rule_counts.once_per_session
            when 'once_per_day' then rule_counts.once_per_day
            when 'once_per_visitor' then rule_counts.once_per_visitor
        end
)

select * from offenders
