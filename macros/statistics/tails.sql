{#-
    Horner's scheme, four powers at a time: fewer brackets than one power at a time, and no product of
    small numbers so small that a warehouse calls it an error. Decimal texts lose no digit on the way.
-#}
{% macro polynomial(argument, coefficients) %}
    {{- return(adapter.dispatch('polynomial', 'cro')(argument, coefficients)) -}}
{% endmacro %}

{% macro default__polynomial(argument, coefficients) -%}
    {%- set powers = [argument] * 4 -%}
    {%- for block in coefficients | batch(4) -%}
        {{- '' if loop.first else ' + ' ~ powers | join(' * ') ~ ' * ' -}}
        (
        {%- for coefficient in block -%}
            {{- '' if loop.first else ' + ' ~ powers[:loop.index0] | join(' * ') ~ ' * ' -}}
            cast('{{ coefficient }}' as {{ cro.type_double() }})
        {%- endfor -%}
    {%- endfor -%}
    {%- for block in coefficients | batch(4) -%}
        )
    {%- endfor -%}
{%- endmacro %}


{% macro normal_upper_tail(deviate) %}
    {{- return(adapter.dispatch('normal_upper_tail', 'cro')(deviate)) -}}
{% endmacro %}

{#-
    Not every warehouse has an error function. The tail is the normal density's exponential times a
    smooth function of the deviate, and that function times (deviate + 4) is a polynomial of degree 20 in
    (deviate - 4) / (deviate + 4): our own Chebyshev fit on the whole half line, relative error below 1e-14.
    Beyond 37.5 the tail stays at 4.6e-308, because smaller doubles are an error on some warehouses.
-#}
{% macro default__normal_upper_tail(deviate) -%}
    {%- set size = 'least(37.5, abs(' ~ deviate ~ '))' -%}
    {%- set coefficients = [
        '0.7552851304157521',
        '-0.6078966419718651',
        '0.38713740074237335',
        '-0.18652185796151594',
        '0.0603965748834315',
        '-0.007540188927868904',
        '-0.0034796922430866332',
        '0.0016308180829846238',
        '0.00013334327844230476',
        '-0.00023109295723332067',
        '-1.9032666902623036e-06',
        '3.513848194556984e-05',
        '7.016421695224651e-07',
        '-5.908295820941216e-06',
        '-6.005705716704207e-07',
        '1.008066910887449e-06',
        '2.3532892374913366e-07',
        '-1.4719232094381637e-07',
        '-5.680248285167809e-08',
        '1.2875501723745001e-08',
        '6.792457031914122e-09',
    ] -%}
    (
        case when {{ deviate }} < 0 then 1.0 when {{ deviate }} >= 0 then 0.0 end
        + case when {{ deviate }} < 0 then -1.0 else 1.0 end
        * exp(-{{ size }} * {{ size }} / 2)
        / ({{ size }} + 4)
        * {{ cro.polynomial('((' ~ size ~ ' - 4) / (' ~ size ~ ' + 4))', coefficients) }}
    )
{%- endmacro %}


{% macro two_sided_normal_tail(deviate) %}
    {{- return(adapter.dispatch('two_sided_normal_tail', 'cro')(deviate)) -}}
{% endmacro %}

{% macro default__two_sided_normal_tail(deviate) -%}
    (2 * {{ cro.normal_upper_tail('abs(' ~ deviate ~ ')') }})
{%- endmacro %}


{% macro deviate_without_skewness(deviate, skewness) %}
    {{- return(adapter.dispatch('deviate_without_skewness', 'cro')(deviate, skewness)) -}}
{% endmacro %}

{#- The last term, which Hall added, keeps the order of any two deviates. -#}
{% macro default__deviate_without_skewness(deviate, skewness) -%}
    (
        {{ deviate }}
        - {{ skewness }} / 6 * ({{ deviate }} * {{ deviate }} - 1)
        + {{ skewness }} * {{ skewness }} / 108 * {{ deviate }} * {{ deviate }} * {{ deviate }}
    )
{%- endmacro %}


{% macro chi_square_upper_tail(statistic, degrees=1, deviate=none) %}
    {{- return(adapter.dispatch('chi_square_upper_tail', 'cro')(statistic, degrees, deviate)) -}}
{% endmacro %}

{% macro default__chi_square_upper_tail(statistic, degrees, deviate) -%}
    {%- if degrees == 1 -%}
    {{ cro.two_sided_normal_tail(deviate or cro.chi_square_deviate(statistic)) }}
    {%- else -%}
    {{ cro.chi_square_upper_tail_of_degrees(
        statistic, degrees, deviate or '(' ~ cro.chi_square_deviate(statistic, degrees) ~ ')'
    ) }}
    {%- endif -%}
{%- endmacro %}


{% macro chi_square_deviate(statistic, degrees=1) %}
    {{- return(adapter.dispatch('chi_square_deviate', 'cro')(statistic, degrees)) -}}
{% endmacro %}

{#- With one degree of freedom the statistic is the square of a normal deviate. -#}
{% macro default__chi_square_deviate(statistic, degrees) -%}
    {%- if degrees == 1 -%}
    sqrt(case when {{ statistic }} > 0 then {{ statistic }} when {{ statistic }} <= 0 then 0.0 end)
    {%- else -%}
    {%- set double = cro.type_double() -%}
    {%- set h = cro.half_chi_square(statistic) -%}
    {%- set k -%} cast({{ degrees }} as {{ double }}) {%- endset -%}
    {%- set third -%} cast('0.3333333333333333' as {{ double }}) {%- endset -%}
    {#- Beyond the terms written out, the cube root of x / k is about normal (Wilson and Hilferty). -#}
    case
        when {{ degrees }} <= {{ cro.degrees_written_out() }} then sqrt(2 * {{ h }})
        else (power(2 * {{ h }} / {{ k }}, {{ third }}) - 1 + 2 / (9 * {{ k }})) * sqrt(9 * {{ k }} / 2)
    end
    {%- endif -%}
{%- endmacro %}


{% macro degrees_written_out() -%}{{ return(40) }}{%- endmacro %}


{% macro half_chi_square(statistic) -%}
    (least(1e10, cast({{ statistic }} as {{ cro.type_double() }})) / 2)
{%- endmacro %}


{#-
    With h = x / 2, an even number of degrees gives the Poisson sum of h^i / i! e^-h for i = 0, 1, ..., an odd one
    the normal tail and the sum of h^(i - 1/2) / gamma(i + 1/2) e^-h for i = 1, 2, ... Every term is the
    exponential of a logarithm with a floor, because on some warehouses a number too small for a double is
    an error. Only sums of positive terms: no digit is lost, and no tail is negative.
-#}
{% macro chi_square_upper_tail_of_degrees(statistic, degrees, deviate) -%}
    {%- set written_out = cro.degrees_written_out() -%}
    {%- set h = cro.half_chi_square(statistic) -%}
    {%- set even = [] -%}
    {%- set odd = [] -%}
    {%- set gamma = {'whole': 1.0, 'half': 1.772453850905516} -%}
    {%- for i in range(written_out // 2) -%}
        {%- do gamma.update({'whole': gamma.whole * (i or 1), 'half': gamma.half * (i - 0.5 if i else 1.0)}) -%}
        {%- set power_of_h -%} exp(greatest(-700.0, {{ i }} * ln({{ h }}) - {{ h }})) {%- endset -%}
        {%- do even.append(
            'case when ' ~ degrees ~ ' > ' ~ 2 * i ~ ' then ' ~ power_of_h ~ ' / ' ~ gamma.whole ~ ' else 0 end'
        ) -%}
        {%- if i -%}
            {%- do odd.append(
                'case when ' ~ degrees ~ ' > ' ~ 2 * i ~ ' then ' ~ power_of_h ~ ' / ' ~ gamma.half ~ ' else 0 end'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {#- The normal tail is long, so it is written once for both that have one. -#}
    case
        when {{ degrees }} < 1 or {{ degrees }} is null or {{ statistic }} is null then null
        when {{ statistic }} <= 0 then 1.0
        when {{ degrees }} <= {{ written_out }} and mod(cast({{ degrees }} as integer), 2) = 0
            then least(1.0, {{ even | join(' + ') }})
        else least(
            1.0,
            case when {{ degrees }} > {{ written_out }} then 1 else 2 end * {{ cro.normal_upper_tail(deviate) }}
            + case when {{ degrees }} > {{ written_out }} then 0 else ({{ odd | join(' + ') }}) / sqrt({{ h }}) end
        )
    end
{%- endmacro %}


{% macro chi_square_quantile(probability) %}
    {{- return(adapter.dispatch('chi_square_quantile', 'cro')(probability)) -}}
{% endmacro %}

{#- The square of the normal deviate that leaves half of the rest on either side. -#}
{% macro default__chi_square_quantile(probability) -%}
    {%- set deviate = cro.normal_quantile('((1.0 - ' ~ probability ~ ') / 2)') -%}
    case when {{ probability }} > 0 then {{ deviate }} * {{ deviate }} end
{%- endmacro %}


{% macro normal_quantile(probability) %}
    {{- return(adapter.dispatch('normal_quantile', 'cro')(probability)) -}}
{% endmacro %}

{#-
    With r = sqrt(-2 ln(smaller tail)), the deviate minus r is a polynomial of degree 24 in
    (r - 4) / (r + 4), moved to the interval from -1 to 1: our own Chebyshev fit down to a tail of
    1e-307, absolute error below 1e-11. Outside (0, 1) there is no quantile.
-#}
{% macro default__normal_quantile(probability) -%}
    {%- set tail -%}
        least({{ probability }}, 1.0 - {{ probability }})
    {%- endset -%}
    {%- set root -%}
        sqrt(-2 * ln(case when {{ probability }} > 0 and {{ probability }} < 1 then {{ tail }} end))
    {%- endset -%}
    {%- set argument -%}
        ((({{ root }} - 4) / ({{ root }} + 4) - 0.13329529056735723) / 0.6784694153149957)
    {%- endset -%}
    {%- set coefficients = [
        '-0.5047327322109522',
        '0.45341947051898523',
        '-0.11675548593014898',
        '0.05966774577834805',
        '-0.02070747641347161',
        '0.011961843097462144',
        '-0.0044584325088410535',
        '0.003003065007943481',
        '-0.0010937798820124295',
        '0.0008331323803684697',
        '-0.0003052553265168817',
        '0.00034654846397377207',
        '4.358302751477547e-05',
        '-0.0001705860839118031',
        '-0.0003191762559688957',
        '0.0005410164221742598',
        '0.0005542701371074096',
        '-0.0006565761285255452',
        '-0.0006749336059900696',
        '0.0005613478931238772',
        '0.000528872830440384',
        '-0.0002685239450988528',
        '-0.00024094932530610154',
        '6.0790719896665696e-05',
        '5.074707538621108e-05',
    ] -%}
    (
        case when {{ probability }} < 0.5 then -1.0 else 1.0 end
        * ({{ root }} + {{ cro.polynomial(argument, coefficients) }})
    )
{%- endmacro %}
