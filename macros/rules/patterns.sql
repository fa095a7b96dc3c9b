{% macro is_common_pattern(pattern) %}
    {{- return(adapter.dispatch('is_common_pattern', 'cro')(pattern)) -}}
{% endmacro %}

{#-
    Warehouses stop on a regular expression that their engine cannot read, so only what every engine reads alike is
    common: literals, escaped punctuation, the dot, classes without escapes, one level of groups, one quantifier an
    atom, alternatives, and ^ and $ at the ends of one. The signs ~ below stand for a backslash, which warehouses
    spell differently inside a literal.
-#}
{% macro default__is_common_pattern(pattern) -%}
    {%- set literal = '[^~~^$.|?*+()~[~]{}]' -%}
    {%- set escaped = '~~([-.^$|?*+(){}/]|~[|~]|~~)' -%}
    {%- set span = '0-[1-9]|1-[2-9]|2-[3-9]|3-[4-9]|4-[5-9]|5-[6-9]|6-[7-9]|7-[89]|8-9|a-[fz]|A-[FZ]' -%}
    {%- set class = '~[~^?-?(' ~ span ~ '|[^~~~[~]^-])+-?~]' -%}
    {%- set bounds = '0,[0-9]|1,[1-9]|2,[2-9]|3,[3-9]|4,[4-9]|5,[5-9]|6,[6-9]|7,[7-9]|8,[89]|9,9' -%}
    {%- set times = '([*+?]|~{[0-9]{1,2},?~}|~{(' ~ bounds ~ '|[0-9],[1-9][0-9])~})?' -%}
    {%- set group_times = '([*+?]|~{[0-9],?~}|~{(' ~ bounds ~ ')~})?' -%}
    {%- set atom = '(' ~ literal ~ '|~.|' ~ escaped ~ '|' ~ class ~ ')' ~ times -%}
    {%- set inner = '(~^?(' ~ atom ~ ')+~$?|~^|~$)' -%}
    {%- set group = '~(' ~ inner ~ '(~|' ~ inner ~ ')*~)' ~ group_times -%}
    {%- set branch = '(~^?(' ~ atom ~ '|' ~ group ~ ')+~$?|~^|~$)' -%}
    {%- set expression = '^' ~ branch ~ '(~|' ~ branch ~ ')*$' -%}
    {{ cro.regexp_matches(pattern, "('" ~ expression | replace("~", "' || chr(92) || '") ~ "')") }}
{%- endmacro %}
