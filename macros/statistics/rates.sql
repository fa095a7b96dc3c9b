{% macro safe_ratio(numerator, denominator) %}
    {{- return(adapter.dispatch('safe_ratio', 'cro')(numerator, denominator)) -}}
{% endmacro %}

{#- Null, not an error and not zero, where there was nobody to count. -#}
{% macro default__safe_ratio(numerator, denominator) -%}
    (cast({{ numerator }} as {{ cro.type_double() }}) / nullif(cast({{ denominator }} as {{ cro.type_double() }}), 0))
{%- endmacro %}


{% macro wilson_lower(successes, trials) %}
    {{- return(adapter.dispatch('wilson_lower', 'cro')(successes, trials)) -}}
{% endmacro %}

{% macro default__wilson_lower(successes, trials) -%}
    {{ cro.wilson_bound(successes, trials, '-') }}
{%- endmacro %}


{% macro wilson_upper(successes, trials) %}
    {{- return(adapter.dispatch('wilson_upper', 'cro')(successes, trials)) -}}
{% endmacro %}

{% macro default__wilson_upper(successes, trials) -%}
    {{ cro.wilson_bound(successes, trials, '+') }}
{%- endmacro %}


{#-
    Trials may be an effective number (n divided by a design effect), so neither side need be whole.
    Some warehouses let least and greatest skip a null, so no trials are asked for by name.
    Rounding may leave the upper bound of a rate of 1 a step below it, so the rate limits its own bounds.
-#}
{% macro wilson_bound(successes, trials, side) -%}
    {%- set k = 'cast(' ~ successes ~ ' as ' ~ cro.type_double() ~ ')' -%}
    {%- set n = 'cast(' ~ trials ~ ' as ' ~ cro.type_double() ~ ')' -%}
    {%- set z = cro.normal_quantile_975() -%}
    case
        when {{ k }} is not null and {{ n }} > 0
            then least(1.0, greatest(0.0, {{ 'least' if side == '-' else 'greatest' }}({{ k }} / {{ n }}, (
                {{ k }} + {{ z }} * {{ z }} / 2
                {{ side }} {{ z }} * sqrt(greatest(0.0, {{ k }} * ({{ n }} - {{ k }}) / {{ n }} + {{ z }} * {{ z }} / 4))
            ) / ({{ n }} + {{ z }} * {{ z }}))))
    end
{%- endmacro %}


{% macro design_effect(successes, trials, rate, sum_kk, sum_kn, sum_nn) %}
    {{- return(adapter.dispatch('design_effect', 'cro')(successes, trials, rate, sum_kk, sum_kn, sum_nn)) -}}
{% endmacro %}

{#- The sum over visitors of (k - p n)^2 is kk - 2 p kn + p^2 nn: whole numbers until p enters. -#}
{% macro default__design_effect(successes, trials, rate, sum_kk, sum_kn, sum_nn) -%}
    case
            when {{ successes }} in (0, {{ trials }})
                then cast(1 as {{ cro.type_double() }})
            else
                greatest(
                    cast(1 as {{ cro.type_double() }}),
                    (
                        cast({{ sum_kk }} as {{ cro.type_double() }})
                        - 2 * {{ rate }} * cast({{ sum_kn }} as {{ cro.type_double() }})
                        + {{ rate }} * {{ rate }} * cast({{ sum_nn }} as {{ cro.type_double() }})
                    ) / ({{ trials }} * {{ rate }} * (1 - {{ rate }}))
                )
        end
{%- endmacro %}


{#- With it, a test at 5 % finds what is there in 80 % of the cases. -#}
{% macro normal_quantile_80() -%}0.8416212335729143{%- endmacro %}


{% macro normal_quantile_975() -%}1.959963984540054{%- endmacro %}
