-- People with an account.
create table person (
  id uuid not null primary key, -- key | names the account | never
  email text unique, -- personal | signs in and receives letters; lower case | emptied two years after the account is closed
  name text not null, -- personal | shown to colleagues and in histories | emptied two years after the account is closed
  sort_name text not null, -- personal | sorts as a German register | emptied two years after the account is closed
  password_hash text, -- secret | argon2id, with its parameters; empty until a password is chosen | when the account is closed
  version bigint not null default 1, -- internal | guards the name against lost updates | never
  created_at timestamptz not null, -- internal | when the account was made | never
  closed_at timestamptz, -- internal | when the account was closed; empty while it is open | never
  check (email is not null or closed_at is not null)
);
create index person_by_name on person (sort_name, id);

-- Who may do what: roles held statewide or in one alliance, from one day until another.
create table role_held (
  id uuid not null primary key, -- key | names the role held | never
  person_id uuid not null references person (id), -- key | who | never
  role text not null, -- internal | which role (base::Role) | never
  alliance_id uuid, -- key | where; empty for statewide roles | never
  organisation_id uuid, -- key | the organisation spoken for, where there is one | never
  municipality_ags text, -- key | the municipality spoken for, where there is one | never
  since date not null, -- internal | the first day it holds | never
  until date, -- internal | the first day it holds no longer; empty while it holds | never
  check (until is null or until >= since)
);
create index role_of_person on role_held (person_id);
create index role_of_alliance on role_held (alliance_id, role);

-- What others may read: who a history's key stands for. The name is empty once erased.
create view published_person as
  select p.id as person_id, p.name from person p;
