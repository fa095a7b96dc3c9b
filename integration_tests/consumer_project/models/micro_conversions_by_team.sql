-- A mart of the package with a column of our own beside it.
with

daily as (
    select * from {{ ref('cro', 'mart_cro__micro_conversion_daily') }}
),

teams as (
    select * from {{ ref('academy_teams') }}
),

by_team as (
    select
        daily.*,
        teams.team
    from daily
    left join teams
        on daily.micro_conversion_key = teams.micro_conversion_key
)

select * from by_team
