-- One row: which installation this is, and when it was last backed up.
create table installation (
  id uuid not null primary key, -- key | tells installations apart, in the heads of backups | never
  backed_up_at timestamptz -- internal | when the last complete backup began, for those who watch over it | never
);
-- sqlite:
insert into installation (id) values (randomblob(16));
-- postgres:
insert into installation (id) values (gen_random_uuid());
-- end
