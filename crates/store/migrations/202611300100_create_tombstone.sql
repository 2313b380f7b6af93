-- What was erased or withdrawn and must never come back with an older backup.
-- The same lines are kept in the journal outside the database.
create table tombstone (
  id uuid not null primary key, -- key | names the tombstone | never
  kind text not null, -- internal | what was erased: person, participant | never
  row_id uuid not null, -- key | the row erased | never
  alliance_id uuid, -- key | the alliance it belonged to; empty for accounts | never
  buried_at timestamptz not null -- internal | when | never
);
create index tombstone_of_row on tombstone (row_id);

-- sqlite:
create trigger tombstone_stays before update on tombstone begin select raise(abort, 'tombstone is append-only'); end;
create trigger tombstone_keeps before delete on tombstone begin select raise(abort, 'tombstone is append-only'); end;
-- postgres:
create trigger tombstone_stays before update or delete on tombstone for each row execute function refuse_change();
-- end
