-- Two entries of the directory made one, with all it takes to undo it.
create table merge (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the merge | with the alliance
  kept_id uuid not null, -- key | the entry that stays | with the alliance
  merged_id uuid not null, -- key | its double | with the alliance
  before text not null, -- internal | everything changed, as it was, as JSON; to undo it | with the alliance
  merged_at timestamptz not null, -- internal | when | with the alliance
  merged_by uuid, -- key | the account that did it; empty for the machine | with the alliance
  undone_at timestamptz, -- internal | undone since | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, kept_id) references organisation (alliance_id, id),
  foreign key (alliance_id, merged_id) references organisation (alliance_id, id)
);
create index merge_by_time on merge (alliance_id, merged_at);
