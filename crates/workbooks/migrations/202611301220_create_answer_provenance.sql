-- Where agreed answers come from: which contributions, in which way, by whom (R-NOA-23).
-- Lines are only added; the last one of a field counts.
create table answer_provenance (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the line | with the alliance
  instrument_key text not null, -- internal | which working aid | with the alliance
  item text not null, -- internal | the uid of the field in the working aid | with the alliance
  answer_version bigint not null, -- internal | the version of the answer that came of it | with the alliance
  way text not null, -- internal | taken, merged, summed or own: how it came of them | with the alliance
  made_at timestamptz not null, -- internal | when it was agreed | with the alliance
  made_by uuid, -- key | the account that agreed it; empty for the machine | with the alliance
  primary key (alliance_id, id),
  check (way in ('taken', 'merged', 'summed', 'own'))
);
create index answer_provenance_of_item on answer_provenance (alliance_id, instrument_key, item, made_at);

-- The contributions it came of, each in the version that was used.
create table answer_source (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  provenance_id uuid not null, -- key | the line it belongs to | with the alliance
  assignment_id uuid not null, -- key | the assignment it was contributed to | with the alliance
  contribution_version bigint not null, -- internal | the version that was used | with the alliance
  given_at timestamptz not null, -- internal | when that version was contributed | with the alliance
  primary key (alliance_id, provenance_id, assignment_id),
  foreign key (alliance_id, provenance_id) references answer_provenance (alliance_id, id),
  foreign key (alliance_id, assignment_id) references assignment (alliance_id, id)
);
