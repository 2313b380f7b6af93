-- Conflicts the office puts before the lead member of the executive board (R-ACT-03).
create table escalation (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the matter | with the alliance
  matter text not null, -- internal | what it is about, in one line | with the alliance
  since date not null, -- internal | since when the conflict lasts | with the alliance
  account text not null default '', -- confidential | what has happened and been tried | with the alliance
  wanted text not null, -- confidential | what the lead member is asked to do | with the alliance
  raised_at timestamptz not null, -- internal | when it was put before the lead member | with the alliance
  raised_by uuid, -- key | the account that did it | with the alliance
  answer text not null default '', -- confidential | what the lead member says to it | with the alliance
  answered_at timestamptz, -- internal | when | with the alliance
  answered_by uuid, -- key | the account that answered | with the alliance
  settled_at timestamptz, -- internal | when the office closed it | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id)
);
create index escalation_by_time on escalation (alliance_id, raised_at);
