{#- A setting that cannot be read would be a sentence of the database's parser, or another number without a word. -#}
{% macro check_settings() %}
    {%- set problems = [] -%}
    {%- for name, least in {
        'cro__session_gap_seconds': 1,
        'cro__visitor_horizon_seconds': 1,
        'cro__progression_horizon_days': 1,
        'cro__max_session_steps': 1,
        'cro__max_visitor_steps': 1,
        'cro__max_funnel_steps': 1,
        'cro__live_source_days': 0,
        'cro__future_tolerance_seconds': 0,
        'cro__step_seconds': 0,
        'cro__min_micro_conversions_per_macro': 0,
        'cro__max_micro_conversions_per_macro': 0,
        'cro__min_exposed_units': 0,
        'cro__min_conversions': 0,
        'cro__min_expected_conversions': 0,
        'cro__min_candidate_visitors': 0,
        'cro__max_candidate_values': 0,
    }.items() -%}
        {%- set given = var(name) | string | trim -%}
        {%- if not modules.re.match('^[0-9]{1,9}$', given) or given | int < least -%}
            {%- do problems.append(
                name ~ ' is "' ~ given ~ '". Write a whole number, ' ~ least ~ ' or more.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for name, (least, most) in {
        'cro__silent_min_median': (0, none),
        'cro__silent_max_chance': (0, 1),
        'cro__max_q_value': (0, 1),
        'cro__useful_ratio_above': (1, none),
        'cro__useful_ratio_below': (0, 1),
    }.items() -%}
        {%- set given = var(name) | string | trim -%}
        {%- set is_number = modules.re.match('^[0-9]+([.][0-9]+)?([eE]-?[0-9]{1,2})?$', given) -%}
        {%- if not is_number or given | float < least or (most is not none and given | float > most) -%}
            {%- do problems.append(
                name ~ ' is "' ~ given ~ '". Write a number, ' ~ (
                    least ~ ' or more' if most is none else 'from ' ~ least ~ ' to ' ~ most
                ) ~ ', with a point such as 0.05.'
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {#- Text such as 'false' counts as true. -#}
    {%- for name in [
        'cro__exclude_bots', 'cro__exclude_internal', 'cro__require_analytics_consent', 'cro__test_whole_tables',
        'cro__with_analyses',
    ] -%}
        {%- if var(name) is not boolean -%}
            {%- do problems.append(name ~ ' is "' ~ var(name) ~ '". Write true or false, without quotes.') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set time_zone = var('cro__reporting_time_zone') | string -%}
    {%- if time_zone not in modules.pytz.all_timezones_set -%}
        {%- do problems.append(
            'cro__reporting_time_zone is "' ~ time_zone ~ '". Write a name of the IANA list such as Europe/Berlin.'
        ) -%}
    {%- endif -%}
    {%- set currency = var('cro__reporting_currency') | string -%}
    {%- if not modules.re.match('^[A-Z]{3}$', currency) -%}
        {%- do problems.append(
            'cro__reporting_currency is "' ~ currency ~ '". Write three capitals such as EUR.'
        ) -%}
    {%- endif -%}
    {%- set columns = var('cro__identifying_columns') -%}
    {%- set is_list = columns is sequence and columns is not string and columns is not mapping -%}
    {%- if not is_list or not columns or columns | reject('in', cro.tracker_columns()) | list -%}
        {%- do problems.append(
            'cro__identifying_columns is "' ~ columns ~ '". Write a list of one or more of '
            ~ cro.tracker_columns() | join(', ') ~ '.'
        ) -%}
    {%- endif -%}
    {%- set as_of = var('cro__as_of') | string | trim -%}
    {%- if as_of and execute and not cro.is_timestamp(as_of) -%}
        {%- do problems.append(
            'cro__as_of is "' ~ as_of ~ '". Write a moment in UTC such as 2026-01-31 or 2026-01-31 23:59:59, or nothing.'
        ) -%}
    {%- endif -%}
    {#- What the project that installs cro says of all its models holds for these too, their own settings notwithstanding. -#}
    {%- set event_rows = graph.nodes.get('model.cro.int_cro__event_rows') if execute else none -%}
    {%- if event_rows and event_rows.config.materialized != cro.incremental_or_table() -%}
        {%- do problems.append(
            'The models of cro are to be materialized as "' ~ event_rows.config.materialized
            ~ '". Write +materialized under the name of your project in dbt_project.yml, not directly under models:.'
        ) -%}
    {%- endif -%}
    {%- if problems -%}
        {%- do exceptions.raise_compiler_error(
            'Settings of cro that cannot be used:\n\n' ~ problems | join('\n')
        ) -%}
    {%- endif -%}
{% endmacro %}


{#- Asked of the warehouse, so that it is what the models will read. -#}
{% macro is_timestamp(words) -%}
    {%- set moment = cro.try_timestamp(cro.text_literal(dbt.escape_single_quotes(words))) -%}
    {%- set found = run_query('select case when ' ~ moment ~ ' is null then 0 else 1 end') -%}
    {{- return(found.rows[0][0] | int == 1) -}}
{%- endmacro %}
