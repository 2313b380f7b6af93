-- Who joined, left or switched when (R-ALL-01). Append-only: a wrong entry is
-- taken back by a further one, so that both stay readable.
create table accession (
  alliance_id uuid not null references alliance (id), -- key | the alliance joined, left or switched to | never
  id uuid not null, -- key | names the entry | never
  municipality_ags text references municipality (ags), -- key | who acted, if a municipality | never
  district_key text references district (key), -- key | who acted, if a district | never
  kind text not null, -- public | joined, left or switched; cancelled takes another entry back | never
  cancels uuid, -- key | the entry taken back | never
  on_date date not null, -- public | the first day on which it is so | never
  recorded_at timestamptz not null, -- internal | when it was written down | never
  recorded_by uuid, -- key | the account that wrote it down; empty for the machine | never
  note text not null default '', -- internal | council decision, reason, source | never
  primary key (alliance_id, id),
  unique (alliance_id, cancels),
  foreign key (alliance_id, cancels) references accession (alliance_id, id),
  check ((municipality_ags is null) <> (district_key is null)),
  check ((kind = 'cancelled') = (cancels is not null))
);
create index accession_of_municipality on accession (municipality_ags);
create index accession_of_district on accession (district_key);

-- sqlite:
create trigger accession_stays before update on accession begin select raise(abort, 'accession is append-only'); end;
create trigger accession_keeps before delete on accession begin select raise(abort, 'accession is append-only'); end;
-- postgres:
create trigger accession_stays before update or delete on accession for each row execute function refuse_change();
-- end

-- What others may read: the acts that hold, without notes and without who wrote them.
create view published_accession as
  select a.alliance_id, a.id as accession_id, a.municipality_ags, a.district_key, a.kind, a.on_date
  from accession a where a.kind <> 'cancelled'
  and not exists (select 1 from accession c where c.alliance_id = a.alliance_id and c.cancels = a.id);

-- Why an alliance thinks its computed constellation is wrong.
create table constellation_objection (
  alliance_id uuid not null primary key references alliance (id), -- key | the tenant | with the alliance
  objection text not null, -- internal | what is said to be wrong; empty once settled | with the alliance
  version bigint not null default 1 -- internal | guards against lost updates | with the alliance
);
