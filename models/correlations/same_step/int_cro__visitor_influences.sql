with

clustered_units as (
    select * from {{ ref('int_cro__clustered_units') }}
),

path_influences as (
    select * from {{ ref('int_cro__path_influences') }}
),

visitor_changes as (
    select * from {{ ref('int_cro__visitor_changes') }}
),

-- As if nobody did it, and what changes for those who did.
influences as (
    select
        clustered_units.population_number,
        path_influences.pair_number,
        clustered_units.visitor_number,
        path_influences.ratio_influence,
        path_influences.difference_influence
    from clustered_units
    inner join path_influences
        on
            clustered_units.population_number = path_influences.population_number
            and clustered_units.path_number = path_influences.path_number
    union all
    select
        population_number,
        pair_number,
        visitor_number,
        ratio_change as ratio_influence,
        difference_change as difference_influence
    from visitor_changes
),

-- Visits of one visitor resemble each other, so they count together.
visitor_influences as (
    select
        population_number,
        pair_number,
        visitor_number,
        sum(ratio_influence) as ratio_influence,
        sum(difference_influence) as difference_influence
    from influences
    group by population_number, pair_number, visitor_number
)

select * from visitor_influences
