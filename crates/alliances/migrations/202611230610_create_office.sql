-- The coordination office (GfS): where it sits and how it is reached (R-ALL-05).
create table office (
  alliance_id uuid not null primary key references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the office in the history | with the alliance
  name text not null default '', -- personal | who to talk to | when replaced, or with the alliance
  institution text not null default '', -- internal | the unit it belongs to | with the alliance
  address text not null default '', -- internal | where it is | with the alliance
  phone text not null default '', -- personal | to reach it | when replaced, or with the alliance
  email text not null default '', -- personal | to reach it | when replaced, or with the alliance
  version bigint not null default 1 -- internal | guards against lost updates | with the alliance
);

create table office_placement (
  alliance_id uuid not null references office (alliance_id), -- key | the tenant | with the alliance
  placement text not null, -- public | part of the administration it sits in (R-ALL-05) | with the alliance
  primary key (alliance_id, placement)
);

-- The member of the executive board in the lead (R-ACT-03).
create table board_lead (
  alliance_id uuid not null primary key references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the entry in the history | with the alliance
  name text not null default '', -- personal | who it is | when replaced, or with the alliance
  institution text not null default '', -- internal | office or department led | with the alliance
  address text not null default '', -- internal | where to write to | with the alliance
  phone text not null default '', -- personal | to reach them | when replaced, or with the alliance
  email text not null default '', -- personal | to reach them | when replaced, or with the alliance
  version bigint not null default 1 -- internal | guards against lost updates | with the alliance
);

-- What others may read: where offices sit, nobody's name.
create view published_office_placement as select p.alliance_id, p.placement from office_placement p;
