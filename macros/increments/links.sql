{#- Every identity that hangs together with the seeds, over any number of shared devices, orders and actions. -#}
{% macro linked_identities(seeds, links) %}
    {{- return(adapter.dispatch('linked_identities', 'cro')(seeds, links)) -}}
{% endmacro %}

{#- Where recursion cannot stop by itself: all identities that are linked at all, if one of the seeds is. -#}
{% macro default__linked_identities(seeds, links) -%}
    (
        select identity_key from {{ seeds }}
        {{ cro.union_distinct() }}
        select {{ links }}.identity_key
        from {{ links }}
        where exists (
            select {{ seeds }}.identity_key
            from {{ seeds }}
            inner join {{ links }} as seed_links
                on {{ seeds }}.identity_key in (seed_links.identity_key, seed_links.link_key)
        )
        {{ cro.union_distinct() }}
        select {{ links }}.link_key
        from {{ links }}
        where exists (
            select {{ seeds }}.identity_key
            from {{ seeds }}
            inner join {{ links }} as seed_links
                on {{ seeds }}.identity_key in (seed_links.identity_key, seed_links.link_key)
        )
    ) as linked_identities
{%- endmacro %}

{#- From identity to link and from link to identity, so that a link with many identities costs no pairs. -#}
{% macro duckdb__linked_identities(seeds, links) -%}
    (
        with recursive

        edges as (
            select identity_key as from_key, link_key as to_key from {{ links }}
            union all
            select link_key as from_key, identity_key as to_key from {{ links }}
        ),

        reached as (
            select identity_key from {{ seeds }}
            union
            select edges.to_key as identity_key
            from reached
            inner join edges
                on reached.identity_key = edges.from_key
        )

        select identity_key from reached
    ) as linked_identities
{%- endmacro %}

{% macro postgres__linked_identities(seeds, links) -%}
    {{ cro.duckdb__linked_identities(seeds, links) }}
{%- endmacro %}

{#- A recursion of Redshift takes only union all, and so would never stop. -#}
{% macro redshift__linked_identities(seeds, links) -%}
    {{ cro.default__linked_identities(seeds, links) }}
{%- endmacro %}
