-- What the office keeps to itself about a municipality (R-ALL-10).
create table municipality_note (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the note | with the alliance
  municipality_ags text not null references municipality (ags), -- key | about whom | with the alliance
  reservation text not null, -- confidential | cost, politics, district_conflict or other | with the alliance
  content text not null, -- confidential | the reservation in words | with the alliance
  resolution text not null default '', -- confidential | how it was settled; empty while it stands | with the alliance
  written_on date not null, -- internal | when it was first written | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id)
);
create index municipality_note_about on municipality_note (alliance_id, municipality_ags);
