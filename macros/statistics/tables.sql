{% macro newcombe_lower(rate, rate_lower, other_rate, other_upper) %}
    {{- return(adapter.dispatch('newcombe_lower', 'cro')(rate, rate_lower, other_rate, other_upper)) -}}
{% endmacro %}

{% macro default__newcombe_lower(rate, rate_lower, other_rate, other_upper) -%}
    (
        ({{ rate }}) - ({{ other_rate }}) - sqrt(
            (({{ rate }}) - ({{ rate_lower }})) * (({{ rate }}) - ({{ rate_lower }}))
            + (({{ other_upper }}) - ({{ other_rate }})) * (({{ other_upper }}) - ({{ other_rate }}))
        )
    )
{%- endmacro %}


{% macro newcombe_upper(rate, rate_upper, other_rate, other_lower) %}
    {{- return(adapter.dispatch('newcombe_upper', 'cro')(rate, rate_upper, other_rate, other_lower)) -}}
{% endmacro %}

{% macro default__newcombe_upper(rate, rate_upper, other_rate, other_lower) -%}
    (
        ({{ rate }}) - ({{ other_rate }}) + sqrt(
            (({{ rate_upper }}) - ({{ rate }})) * (({{ rate_upper }}) - ({{ rate }}))
            + (({{ other_rate }}) - ({{ other_lower }})) * (({{ other_rate }}) - ({{ other_lower }}))
        )
    )
{%- endmacro %}


{% macro risk_ratio(exposed_converted, exposed_not, unexposed_converted, unexposed_not) %}
    {{- return(adapter.dispatch('risk_ratio', 'cro')(
        exposed_converted, exposed_not, unexposed_converted, unexposed_not
    )) -}}
{% endmacro %}

{#- Null where any cell is empty: the log interval has no width there, and 3 of 3 proves little. -#}
{% macro default__risk_ratio(exposed_converted, exposed_not, unexposed_converted, unexposed_not) -%}
    case
        when least(
            {{ exposed_converted }}, {{ exposed_not }}, {{ unexposed_converted }}, {{ unexposed_not }}
        ) > 0 then
            cast({{ exposed_converted }} as {{ cro.type_double() }})
            / ({{ exposed_converted }} + {{ exposed_not }})
            / cast({{ unexposed_converted }} as {{ cro.type_double() }})
            * ({{ unexposed_converted }} + {{ unexposed_not }})
    end
{%- endmacro %}


{% macro risk_ratio_log_error(exposed_converted, exposed_not, unexposed_converted, unexposed_not) %}
    {{- return(adapter.dispatch('risk_ratio_log_error', 'cro')(
        exposed_converted, exposed_not, unexposed_converted, unexposed_not
    )) -}}
{% endmacro %}

{% macro default__risk_ratio_log_error(
    exposed_converted, exposed_not, unexposed_converted, unexposed_not
) -%}
    case
        when least(
            {{ exposed_converted }}, {{ exposed_not }}, {{ unexposed_converted }}, {{ unexposed_not }}
        ) > 0 then sqrt(
            cast({{ exposed_not }} as {{ cro.type_double() }})
            / {{ exposed_converted }} / ({{ exposed_converted }} + {{ exposed_not }})
            + cast({{ unexposed_not }} as {{ cro.type_double() }})
            / {{ unexposed_converted }} / ({{ unexposed_converted }} + {{ unexposed_not }})
        )
    end
{%- endmacro %}


{% macro odds_ratio(exposed_converted, exposed_not, unexposed_converted, unexposed_not, added) %}
    {{- return(adapter.dispatch('odds_ratio', 'cro')(
        exposed_converted, exposed_not, unexposed_converted, unexposed_not, added
    )) -}}
{% endmacro %}

{#- An empty arm has no odds, whatever is added to its cells. -#}
{% macro default__odds_ratio(
    exposed_converted, exposed_not, unexposed_converted, unexposed_not, added
) -%}
    case
        when
            {{ exposed_converted }} + {{ exposed_not }} > 0
            and {{ unexposed_converted }} + {{ unexposed_not }} > 0
            then
                cast({{ exposed_converted }} + {{ added }} as {{ cro.type_double() }})
                / cast({{ exposed_not }} + {{ added }} as {{ cro.type_double() }})
                / cast({{ unexposed_converted }} + {{ added }} as {{ cro.type_double() }})
                * cast({{ unexposed_not }} + {{ added }} as {{ cro.type_double() }})
    end
{%- endmacro %}


{% macro odds_ratio_log_error(exposed_converted, exposed_not, unexposed_converted, unexposed_not, added) %}
    {{- return(adapter.dispatch('odds_ratio_log_error', 'cro')(
        exposed_converted, exposed_not, unexposed_converted, unexposed_not, added
    )) -}}
{% endmacro %}

{% macro default__odds_ratio_log_error(
    exposed_converted, exposed_not, unexposed_converted, unexposed_not, added
) -%}
    sqrt(
        1 / nullif(cast({{ exposed_converted }} + {{ added }} as {{ cro.type_double() }}), 0)
        + 1 / nullif(cast({{ exposed_not }} + {{ added }} as {{ cro.type_double() }}), 0)
        + 1 / nullif(cast({{ unexposed_converted }} + {{ added }} as {{ cro.type_double() }}), 0)
        + 1 / nullif(cast({{ unexposed_not }} + {{ added }} as {{ cro.type_double() }}), 0)
    )
{%- endmacro %}


{% macro log_interval_lower(ratio, log_error) %}
    {{- return(adapter.dispatch('log_interval_lower', 'cro')(ratio, log_error)) -}}
{% endmacro %}

{% macro default__log_interval_lower(ratio, log_error) -%}
    (({{ ratio }}) * exp(-{{ cro.normal_quantile_975() }} * ({{ log_error }})))
{%- endmacro %}


{% macro log_interval_upper(ratio, log_error) %}
    {{- return(adapter.dispatch('log_interval_upper', 'cro')(ratio, log_error)) -}}
{% endmacro %}

{% macro default__log_interval_upper(ratio, log_error) -%}
    (({{ ratio }}) * exp({{ cro.normal_quantile_975() }} * ({{ log_error }})))
{%- endmacro %}


{% macro phi(exposed_converted, exposed_not, unexposed_converted, unexposed_not) %}
    {{- return(adapter.dispatch('phi', 'cro')(
        exposed_converted, exposed_not, unexposed_converted, unexposed_not
    )) -}}
{% endmacro %}

{#- Each margin is a double before it is multiplied: four large counts outgrow every whole number. -#}
{% macro default__phi(exposed_converted, exposed_not, unexposed_converted, unexposed_not) -%}
    {%- set double = cro.type_double() -%}
    (
        (
            cast({{ exposed_converted }} as {{ double }}) * {{ unexposed_not }}
            - cast({{ exposed_not }} as {{ double }}) * {{ unexposed_converted }}
        )
        / nullif(sqrt(
            cast({{ exposed_converted }} + {{ exposed_not }} as {{ double }})
            * ({{ unexposed_converted }} + {{ unexposed_not }})
        ) * sqrt(
            cast({{ exposed_converted }} + {{ unexposed_converted }} as {{ double }})
            * ({{ exposed_not }} + {{ unexposed_not }})
        ), 0)
    )
{%- endmacro %}


{% macro e_value(ratio) %}
    {{- return(adapter.dispatch('e_value', 'cro')(ratio)) -}}
{% endmacro %}

{#- A protective ratio is read as its inverse, so that both directions are on one scale. -#}
{% macro default__e_value(ratio) -%}
    case
        when {{ ratio }} >= 1 then {{ ratio }} + sqrt({{ ratio }} * ({{ ratio }} - 1))
        when {{ ratio }} > 0 then 1 / {{ ratio }} + sqrt(1 / {{ ratio }} * (1 / {{ ratio }} - 1))
    end
{%- endmacro %}


{% macro difference_bound(difference, error, sign) %}
    {{- return(adapter.dispatch('difference_bound', 'cro')(difference, error, sign)) -}}
{% endmacro %}

{#- Two rates differ by 1 at most. Where least and greatest skip nulls, there would be a bound of nothing. -#}
{% macro default__difference_bound(difference, error, sign) -%}
    case
        when {{ difference }} is not null and {{ error }} is not null
            then least(1.0, greatest(
                -1.0, {{ difference }} {{ sign }} {{ cro.normal_quantile_975() }} * {{ error }}
            ))
    end
{%- endmacro %}


{% macro has_support(expected_conversions, limit=5) %}
    {{- return(adapter.dispatch('has_support', 'cro')(expected_conversions, limit)) -}}
{% endmacro %}

{#- Five up to rounding is five: a sum over strata may come out a hair below. -#}
{% macro default__has_support(expected_conversions, limit) -%}
    {{ expected_conversions }} >= {{ limit }} - 0.000000001
{%- endmacro %}


{% macro sato_error(risk_difference, slope_sum, base_sum) %}
    {{- return(adapter.dispatch('sato_error', 'cro')(risk_difference, slope_sum, base_sum)) -}}
{% endmacro %}

{#- Where the strata agree to the last digit, rounding can leave a variance below nothing. -#}
{% macro default__sato_error(risk_difference, slope_sum, base_sum) -%}
    sqrt(case
        when {{ risk_difference }} * {{ slope_sum }} + {{ base_sum }} < 0 then 0
        else {{ risk_difference }} * {{ slope_sum }} + {{ base_sum }}
    end)
{%- endmacro %}
