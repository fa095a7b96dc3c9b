{#-
    The columns are those of mart_cro__micro_macro_correlations' last step but one. A sentence never says
    that an action makes anything happen: only an experiment could.
-#}
{% macro correlation_sentence() -%}
    {%- set people -%}
        case when unit = 'visitor' then 'people' else 'visits' end
    {%- endset -%}
    {#- A goal without process milestones has no stages to compare within. -#}
    {%- set place -%}
        case
            when is_stage_adjusted then 'At the same step and stage of the visit'
            else 'At the same step of the visit, whatever its stage'
        end
    {%- endset -%}
    {%- set numbers -%}
        '(' || {{ cro.number_text('100 * risk_exposed', 1) }} || ' % against '
        || {{ cro.number_text('100 * risk_unexposed', 1) }} || ' %, '
        || {{ cro.signed_number_text('100 * risk_difference', 1) }} || ' points, 95 % '
        || {{ cro.number_text('100 * risk_difference_lower', 1) }} || ' to '
        || {{ cro.number_text('100 * risk_difference_upper', 1) }} || '; '
        || cast(all_exposed_count as {{ dbt.type_string() }}) || ' did it).'
    {%- endset -%}
    {%- set compared -%}
        {{ place }} || ', ' || {{ people }} || ' with "' || micro_label
        || '" later reached "' || macro_label || '" '
        || coalesce({{ cro.number_text('risk_ratio', 2) }} || ' times as often as ', 'at another rate than ')
        || {{ people }} || ' that did something else then ' || {{ numbers }}
    {%- endset -%}
    {%- set caution -%}
        ' An association: people already set on "' || macro_label
        || '" may simply do this more often. Only an experiment shows whether more of it brings more.'
    {%- endset -%}
    case verdict
        when 'after_macro' then
            '"' || micro_label || '" comes with or after "' || macro_label
            || '" in most cases, so it cannot announce it.'
        when 'coincident' then
            '"' || micro_label || '" fires within ten seconds of "' || macro_label
            || '" in half of the cases or more: it is part of the same act, not a step before it.'
        when 'structural' then
            '"' || micro_label || '" is a step that "' || macro_label
            || '" goes through, so of course the two go together.'
        when 'no_comparison' then
            'Nobody is there to compare with for most ' || {{ people }} || ' with "' || micro_label
            || '": it mostly happens '
            || case
                when is_stage_adjusted
                    then 'together with a milestone, or where nobody else was at that step and stage.'
                else 'where nobody else was at that step.'
            end
        when 'insufficient_data' then
            'Too few data: ' || cast(all_exposed_count as {{ dbt.type_string() }}) || ' '
            || {{ people }} || ' with "' || micro_label || '". '
            || cast(exposed_count as {{ dbt.type_string() }}) || ' of them could be compared, '
            || cast(exposed_converted as {{ dbt.type_string() }}) || ' of these with "' || macro_label
            || '" later. A verdict needs more.'
        when 'depends_on_segment' then
            'It depends on ' || differing_segment_name || ': "' || micro_label
            || '" goes with more "' || macro_label
            || '" for some of its values and with less for others. Read the segments, not the total.'
        when 'no_useful_difference' then
            {{ compared }} || ' That is no useful difference.'
        when 'inconclusive' then
            coalesce({{ compared }} || ' ', '') || 'The data leave open whether there is a difference.'
        else {{ compared }} || {{ caution }}
    end
{%- endmacro %}
