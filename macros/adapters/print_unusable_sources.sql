{#- A test that warns prints a number alone, which is easily read over when a new mapping is wrong. -#}
{% macro print_unusable_sources(results) %}
    {%- for result in results -%}
        {%- if result.node.unique_id == 'test.cro.assert_most_rows_are_usable' and result.failures -%}
            {%- do log('', info=true) -%}
            {%- for row in run_query(result.node.compiled_code).rows -%}
                {%- do log(
                    "Source '" ~ row[0] ~ "': " ~ row[2] ~ ' of ' ~ row[1]
                    ~ ' rows of the last batch are quarantined, most often because: ' ~ row[3],
                    info=true
                ) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
