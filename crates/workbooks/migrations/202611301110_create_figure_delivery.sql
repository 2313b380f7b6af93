-- Deliveries of figures as a table: columns named, looked at, then taken over in one go.
-- The table is held until then; what its columns mean is kept for the next one.
create table figure_delivery (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the delivery | with the alliance
  file_name text not null, -- internal | to recognise it by; the file is not kept | with the alliance
  sheet text not null, -- confidential | the table as JSON, until it is taken over | emptied when taken over, 7 days after the upload at the latest
  columns text not null, -- internal | the names of its columns as JSON, to know the next one by | with the alliance
  mapping text not null default '', -- internal | which column means what, as JSON | with the alliance
  as_of date, -- internal | the day its numbers describe | with the alliance
  source text not null default '', -- internal | where it comes from, in words | with the alliance
  created_at timestamptz not null, -- internal | when it was uploaded | with the alliance
  finished_at timestamptz, -- internal | when it was taken over | with the alliance
  recorded bigint not null default 0, -- internal | how many numbers came of it | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id)
);
