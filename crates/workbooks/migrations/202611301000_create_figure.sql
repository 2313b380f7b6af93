-- Figures: what is counted, of which kind, where, on which day, by whom. Rows are
-- only added; the last one of a day counts (R-CON-01, R-NOA-08 to 10).
create table figure (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the entry | with the alliance
  place text not null, -- public | official key of the district (five digits) or municipality (eight digits) counted in | with the alliance
  key text not null, -- internal | what is counted and of which kind, as the working aid names it | with the alliance
  what text not null, -- internal | what is counted: the first part of the key | with the alliance
  number bigint not null, -- internal | counted per place and key, guards against lost updates | with the alliance
  as_of date not null, -- internal | the day the number describes | with the alliance
  value bigint, -- confidential | the number; empty where there is none | with the alliance
  absence text, -- internal | unknown or not_collected; empty where there is a number, or where the entry takes one back | with the alliance
  source text not null default '', -- internal | where the number comes from, in words; can name an organisation, not a person | with the alliance
  organisation_id uuid, -- key | the organisation it comes from | with the alliance
  way text not null, -- internal | form, delivery, contribution, consolidation or program | with the alliance
  recorded_at timestamptz not null, -- internal | when it was entered | with the alliance
  recorded_by uuid, -- key | the account that entered it; empty for the machine and for links | with the alliance
  primary key (alliance_id, id),
  unique (alliance_id, place, key, number),
  check (value is null or absence is null),
  check (value is null or value >= 0),
  check (absence is null or absence in ('unknown', 'not_collected')),
  check (way in ('form', 'delivery', 'contribution', 'consolidation', 'program'))
);
create index figure_in_time on figure (alliance_id, place, key, as_of, number);
