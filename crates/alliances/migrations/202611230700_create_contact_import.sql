-- Uploaded contact lists, waiting for their columns to be named and their entries
-- to be looked at. Held for seven days at most; the list itself only until it is
-- taken over.
create table contact_import (
  alliance_id uuid not null references alliance (id), -- key | the tenant | 7 days after the upload
  id uuid not null, -- key | names the upload | 7 days after the upload
  file_name text not null, -- internal | to recognise it by; the file is not kept | 7 days after the upload
  sheet text not null, -- personal | the list as JSON, until its entries are taken over | emptied when taken over, 7 days after the upload at the latest
  mapping text not null, -- internal | which column means what, as JSON | emptied when taken over, 7 days after the upload at the latest
  decisions text not null, -- personal | what becomes of which entry, and corrected values, as JSON | emptied when taken over, 7 days after the upload at the latest
  created_at timestamptz not null, -- internal | when it was uploaded | 7 days after the upload
  finished_at timestamptz, -- internal | when its entries were taken over | 7 days after the upload
  organisations_added bigint not null default 0, -- internal | what came of it | 7 days after the upload
  contacts_added bigint not null default 0, -- internal | what came of it | 7 days after the upload
  entries_left_out bigint not null default 0, -- internal | what came of it | 7 days after the upload
  version bigint not null default 1, -- internal | guards against lost updates | 7 days after the upload
  primary key (alliance_id, id)
);
