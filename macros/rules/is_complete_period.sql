{#- A month is over with its last calendar day, whether or not that day has data. -#}
{% macro is_complete_period(period_grain, last_date, watermark_date) -%}
    coalesce(
            {{ last_date }} < case {{ period_grain }}
                when 'month' then {{ cro.first_day_of_month(watermark_date) }}
                else {{ watermark_date }}
            end,
            false
        )
{%- endmacro %}
