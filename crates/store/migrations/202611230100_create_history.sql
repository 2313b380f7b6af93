-- Who changed what, from which value to which. Append-only. Values are sealed
-- under a key of the row they tell about: destroying the key erases them.
create table history (
  id uuid not null primary key, -- key | names the entry | never
  alliance_id uuid, -- key | the alliance the row belongs to; empty for statewide rows | never
  subject text not null, -- internal | the table the entry tells about | never
  row_id uuid not null, -- key | the row the entry tells about | never
  field text not null, -- internal | the column or item changed | never
  changed_at timestamptz not null, -- internal | when | never
  person_id uuid, -- key | the account that changed it; empty for the machine | never
  acted_as text not null, -- internal | the permission used | never
  before_sealed bytea, -- confidential | the value before, sealed | readable until the row's key is destroyed
  after_sealed bytea -- confidential | the value after, sealed | readable until the row's key is destroyed
);
create index history_of_row on history (row_id, changed_at);
create index history_of_alliance on history (alliance_id, changed_at);

create table history_key (
  row_id uuid not null primary key, -- key | the row whose history it seals | destroyed to erase personal values
  sealing_key bytea not null -- secret | seals the values in history | destroyed to erase personal values
);

-- Every write as one line: who, in which alliance, with which permission, on what.
create table audit (
  id uuid not null primary key, -- key | names the line | never
  at timestamptz not null, -- internal | when | never
  alliance_id uuid, -- key | where; empty for statewide acts | never
  person_id uuid, -- key | who; empty for visitors and the machine | never
  permission text not null, -- internal | the permission used | never
  subject text not null -- internal | what was done to which row; no values | never
);
create index audit_of_alliance on audit (alliance_id, at);

-- sqlite:
create trigger history_stays before update on history begin select raise(abort, 'history is append-only'); end;
create trigger history_keeps before delete on history begin select raise(abort, 'history is append-only'); end;
create trigger audit_stays before update on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_keeps before delete on audit begin select raise(abort, 'audit is append-only'); end;
-- postgres:
create function refuse_change() returns trigger language plpgsql as $$ begin raise exception '% is append-only', tg_table_name; end $$;
create trigger history_stays before update or delete on history for each row execute function refuse_change();
create trigger audit_stays before update or delete on audit for each row execute function refuse_change();
-- end
