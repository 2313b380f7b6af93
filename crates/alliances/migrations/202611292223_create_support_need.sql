-- What an alliance asks the Land for, in its own words (R-ALL-18).
create table support_need (
  alliance_id uuid not null primary key references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the entry in the history | with the alliance
  need text not null, -- internal | what would help; empty once nothing is needed | with the alliance
  changed_on date not null, -- internal | when it was last written | with the alliance
  version bigint not null default 1 -- internal | guards against lost updates | with the alliance
);
