{% macro opens_step(previous_at, at) %}
    {{- return(adapter.dispatch('opens_step', 'cro')(previous_at, at)) -}}
{% endmacro %}

{% macro default__opens_step(previous_at, at) -%}
    case
            when {{ cro.seconds_between(previous_at, at) }} <= {{ var('cro__step_seconds') }} then 0
            else 1
        end
{%- endmacro %}
