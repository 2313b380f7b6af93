-- The Land as the statistical offices list it: facts, owned by no alliance.
create table region (
  key text not null primary key, -- key | first three digits of the AGS | never
  name text not null -- public | Regierungsbezirk | never
);

create table district (
  key text not null primary key, -- key | first five digits of the AGS | never
  name text not null, -- public | official short name | never
  kind text not null, -- public | kreis or staedteregion | never
  region_key text not null references region (key), -- key | the Regierungsbezirk | never
  population bigint not null, -- public | inhabitants, sum of its municipalities | never
  part text not null, -- public | rhineland or westphalia (R-ALL-17) | never
  ruhr_area boolean not null default false, -- public | member of the Regionalverband Ruhr (R-ALL-17) | never
  jobcentre_model text not null default 'unknown', -- public | joint, municipal or unknown (R-ALL-17) | never
  earlier_programmes text not null default '', -- public | predecessor programmes in words (R-ALL-17) | never
  version bigint not null default 1 -- internal | guards against lost updates | never
);

create table municipality (
  ags text not null primary key, -- key | eight-digit official key | never
  name text not null, -- public | official name without its title | never
  official_name text not null, -- public | official name with its title | never
  sort_name text not null, -- public | sorts as a German register | never
  kind text not null, -- public | independent_city or district_municipality | never
  counts_as_city boolean not null, -- public | standing of an independent city (Stadt Aachen) | never
  district_key text references district (key), -- key | its district; empty for independent cities | never
  region_key text not null references region (key), -- key | the Regierungsbezirk | never
  population bigint not null, -- public | inhabitants | never
  area_ha bigint not null, -- public | area in hectares | never
  part text not null, -- public | rhineland or westphalia (R-ALL-17) | never
  ruhr_area boolean not null default false, -- public | member of the Regionalverband Ruhr (R-ALL-17) | never
  jobcentre_model text not null default 'unknown', -- public | joint, municipal or unknown, for independent cities | never
  vanished_on date, -- public | the key is no longer in use since | never
  successor_ags text references municipality (ags) -- key | who took over its area | never
);
create index municipality_by_name on municipality (sort_name, ags);
create index municipality_of_district on municipality (district_key);

create view published_municipality as
  select ags, name, sort_name, kind, counts_as_city, district_key, region_key, population from municipality
  where vanished_on is null;
