-- How the municipalities of a district vote on joining its alliance (R-ALL-08, 09, 12).
create table vote (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the vote | with the alliance
  municipality_ags text not null references municipality (ags), -- key | who is asked | with the alliance
  asked_on date not null, -- internal | when the office asked | with the alliance
  deadline date not null, -- internal | last day for an answer | with the alliance
  answer text not null default 'open', -- internal | open, yes, no or conditional | with the alliance
  condition_text text not null default '', -- internal | what the interest depends on (R-ALL-09) | with the alliance
  answered_on date, -- internal | the day of the answer | with the alliance
  cast_by text not null default '', -- internal | contact or office, once answered; a contact's own vote is the municipality's alone (R-ALL-12) | with the alliance
  answered_by uuid, -- key | the account that cast it or wrote it down | with the alliance
  office_comment text not null default '', -- internal | what the office remarks on it | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id)
);
create index vote_of_municipality on vote (alliance_id, municipality_ags, asked_on);
