{#- An empty relation has no header to speak of: what is missing from it is told by other checks. -#}
{% macro input_header(var_name, plan_part) %}
    select distinct
        {{ cro.text_literal(cro.input_file_name(var_name)) }} as file_name,
        {{ cro.text_literal(plan_part) }} as plan_part,
        {{ cro.names_in_row('input_row') }} as column_names
    from (select * from {{ var(var_name) }}) as input_row
{%- endmacro %}
