-- The local coalitions: the tenants of almost all data.
create table alliance (
  id uuid not null primary key, -- key | names the alliance | never
  slug text not null unique, -- public | its name in addresses | never
  name text not null, -- public | its name for people | never
  sort_name text not null, -- public | sorts as a German register | never
  kind text not null, -- public | city, district or municipality | never
  municipality_ags text references municipality (ags), -- key | the seat of a city or municipal alliance | never
  district_key text references district (key), -- key | the seat of a district alliance | never
  focus text not null default 'all', -- public | all young adults, or those with insecure status (R-ALL-16) | never
  closed_on date, -- public | archived since | never
  version bigint not null default 1 -- internal | guards against lost updates | never
);
create index alliance_by_name on alliance (sort_name, id);

-- What others may read: no content, only who there is.
create view published_alliance as
  select a.id as alliance_id, a.slug, a.name, a.sort_name, a.kind, a.municipality_ags, a.district_key, a.closed_on
  from alliance a;
