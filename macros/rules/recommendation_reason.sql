{#- Plain words for whoever edits the plan; the smallest ratio says what silence of the data is worth. -#}
{% macro recommendation_reason(headlines) -%}
    case {{ headlines }}.ground
        when 'broken_tracking' then
            'Not tracked on ' || cast({{ headlines }}.silent_day_count as {{ dbt.type_string() }})
            || ' of the last 28 days: mend the tracking before you judge it.'
        when 'broken_goal_tracking' then
            'The goal was not tracked on '
            || cast({{ headlines }}.macro_silent_day_count as {{ dbt.type_string() }})
            || ' of the last 28 days: mend the tracking before you judge what leads to it.'
        when 'milestone' then 'A step on the way to the goal: keep it to see where people stop.'
        when 'not_stage_adjusted' then
            'The goal has no process milestones in the plan, so people far along may be compared with people at the start: declare milestones first.'
        when 'not_robust' then
            'Goes with more conversions, but not in every half of the data or on every clock: keep it and look again.'
        when 'already_high' then 'Goes with more conversions in every look, and is already treated as high intent.'
        when 'predictive' then
            'Goes with more conversions in every half of the data: treat it as a strong sign of intent.'
        when 'useless' then
            'For two of the last three months it has gone with no more conversions than what others did at that step, or with fewer: little is lost by no longer reporting it.'
        when 'not_yet_stable' then
            'Goes with no more conversions than what others did at that step, or with fewer, but not yet in two of the last three months.'
        when 'after_macro' then 'Comes with or after the goal, so it says nothing about who will reach it.'
        when 'coincident' then 'Fires together with the goal: it is part of the same act.'
        when 'no_comparison' then
            'Mostly happens together with a milestone, or where nobody else was at that step and stage, so there is nobody to compare with.'
        when 'insufficient_data' then 'Too few have done it, or too few have reached the goal, to say anything.'
        when 'depends_on_segment' then
            'Goes with more conversions in some values of ' || {{ headlines }}.differing_segment_name
            || ' and with fewer in others: read it by segment.'
        else 'The data leave open whether it goes with more conversions.'
    end
    || coalesce(
        ' These data would have found a ratio from '
        || {{ cro.number_text(headlines ~ '.smallest_findable_ratio', 2) }} || ' on.',
        ''
    )
{%- endmacro %}
