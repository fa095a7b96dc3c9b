with

stg_cro__exchange_rates as (
    select * from {{ ref('stg_cro__exchange_rates') }}
),

stg_cro__channel_rules as (
    select * from {{ ref('stg_cro__channel_rules') }}
),

numbered_rates as (
    select
        *,
        row_number() over (partition by currency order by valid_from, valid_to, rate) as rate_number
    from stg_cro__exchange_rates
),

overlapping_rates as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__exchange_rates')) }} as file_name,
        later.currency as row_key,
        {{ cro.text_literal('valid_from') }} as column_name,
        {{ cro.text_literal('two rates of the currency are valid at the same time.') }} as problem,
        {{ cro.text_literal(
            'Give the older rate, as its valid_to, the valid_from of the newer one, or delete one.'
        ) }} as remedy
    from numbered_rates as later
    inner join numbered_rates as earlier
        on
            later.currency = earlier.currency
            and later.rate_number > earlier.rate_number
            and later.valid_from < earlier.valid_to
    group by later.currency
),

rules_of_two_channels as (
    select
        {{ cro.text_literal(cro.input_file_name('cro__channel_rules')) }} as file_name,
        'rule ' || cast(rule_number as {{ dbt.type_string() }}) as row_key,
        {{ cro.text_literal('channel') }} as column_name,
        {{ cro.text_literal('the rule names more than one channel.') }} as problem,
        {{ cro.text_literal('Write the same channel in all rows of a rule number.') }} as remedy
    from stg_cro__channel_rules
    group by rule_number
    having count(distinct channel) > 1
),

problems_found as (
    select * from overlapping_rates
    union all
    select * from rules_of_two_channels
),

problems as (
    select
        file_name,
        row_key,
        cast(null as {{ dbt.type_string() }}) as definition_version,
        column_name,
        {{ cro.text_literal('error') }} as severity,
        problem,
        remedy
    from problems_found
)

select * from problems
