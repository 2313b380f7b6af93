-- Young people who are accompanied. What is known of a person is sealed under a key
-- of that person; an erased person keeps nothing but a row without content.
create table participant (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the person in other tables | never; says nothing once the person is erased
  name_sealed bytea, -- personal | how the person is called, sealed | erased on demand or when the case's period ends
  birth_date_sealed bytea, -- personal | tells people of one name apart, sealed | erased on demand or when the case's period ends
  contact_sealed bytea, -- personal | how the person can be reached, sealed | erased on demand or when the case's period ends
  name_index bytea, -- personal | finds a person again by name without showing it | set null when the person is erased
  birth_date_index bytea, -- personal | finds a person again by birth date without showing it | set null when the person is erased
  created_at timestamptz not null, -- internal | when the person was first written down | never
  erased_at timestamptz, -- internal | when the person was erased | never
  version bigint not null default 1, -- internal | guards against lost updates | never
  primary key (alliance_id, id)
);
create index participant_by_name on participant (alliance_id, name_index);
create index participant_by_birth_date on participant (alliance_id, birth_date_index);

-- One random key for each person. Whoever destroys it has erased what it sealed,
-- in every copy of the other tables.
create table participant_key (
  alliance_id uuid not null, -- key | the tenant | with the person's key
  participant_id uuid not null, -- key | whose key | with the person's key
  generation bigint not null, -- internal | which of the alliance's keys wraps it | with the person's key
  wrapped bytea not null, -- secret | seals what is known of the person; wrapped by the alliance's key | deleted when the person is erased
  primary key (alliance_id, participant_id),
  foreign key (alliance_id, participant_id) references participant (alliance_id, id),
  foreign key (alliance_id, generation) references alliance_key (alliance_id, generation)
);
create index participant_key_by_generation on participant_key (alliance_id, generation);

-- From which value to which, sealed under the person's key. Append-only while the
-- person is there; goes with the person.
create table participant_history (
  alliance_id uuid not null, -- key | the tenant | with the person
  id uuid not null, -- key | names the entry | with the person
  participant_id uuid not null, -- key | whom it tells about | with the person
  field text not null, -- internal | the column changed | with the person
  changed_at timestamptz not null, -- internal | when | with the person
  person_id uuid, -- key | the account that changed it | with the person
  acted_as text not null, -- internal | the permission used | with the person
  before_sealed bytea, -- confidential | the value before, sealed | deleted when the person is erased
  after_sealed bytea, -- confidential | the value after, sealed | deleted when the person is erased
  primary key (alliance_id, id),
  foreign key (alliance_id, participant_id) references participant (alliance_id, id)
);
create index participant_history_of on participant_history (alliance_id, participant_id, changed_at);

-- sqlite:
create trigger participant_history_stays before update on participant_history begin select raise(abort, 'participant_history is append-only'); end;
create trigger participant_history_keeps before delete on participant_history when exists (select 1 from participant p where p.alliance_id = old.alliance_id and p.id = old.participant_id and p.erased_at is null) begin select raise(abort, 'participant_history is append-only'); end;
-- postgres:
create function refuse_participant_history_change() returns trigger language plpgsql as $$ begin
  if tg_op = 'DELETE' and not exists (select 1 from participant p where p.alliance_id = old.alliance_id and p.id = old.participant_id and p.erased_at is null) then return old; end if;
  raise exception '% is append-only', tg_table_name;
end $$;
create trigger participant_history_stays before update or delete on participant_history for each row execute function refuse_participant_history_change();
-- end
