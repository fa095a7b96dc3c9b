{% macro print_tracking_plan_problems(results) %}{% endmacro %}
