{#- How far on the way a stage is, from 1 (awareness) to 4 (purchase). -#}
{% macro funnel_stage_rank(stage) -%}
    case {{ stage }} when 'awareness' then 1 when 'consideration' then 2 when 'intent' then 3 when 'purchase' then 4 end
{%- endmacro %}


{% macro funnel_stage_name(rank) -%}
    case {{ rank }} when 1 then 'awareness' when 2 then 'consideration' when 3 then 'intent' when 4 then 'purchase' end
{%- endmacro %}


{#- How much an action says of intent, from 1 (low) to 3 (high). -#}
{% macro intent_rank(intent_strength) -%}
    case {{ intent_strength }} when 'low' then 1 when 'medium' then 2 when 'high' then 3 end
{%- endmacro %}


{% macro intent_name(rank) -%}
    case {{ rank }} when 1 then 'low' when 2 then 'medium' when 3 then 'high' end
{%- endmacro %}
