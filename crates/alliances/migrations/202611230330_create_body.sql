-- Committees, working groups and agreements there are already (item 1.2, R-STR-06).
create table body (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the body | with the alliance
  kind text not null, -- internal | committee, working_group or agreement | with the alliance
  name text not null, -- internal | what it is called (column 1) | with the alliance
  task text not null default '', -- internal | what it is for (column 2) | with the alliance
  relevance text not null default '', -- internal | what it means for the young people (column 3) | with the alliance
  members text not null default '', -- internal | who takes part (column 4) | with the alliance
  coordination text not null default '', -- internal | who coordinates (column 5) | with the alliance
  meetings_per_year bigint, -- internal | how often it meets; not for agreements (column 6) | with the alliance
  function text not null default '', -- internal | its possible part in the initiative (column 7) | with the alliance
  removed_at timestamptz, -- internal | taken out of the list | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id)
);
