-- The alliance's directory: concrete local actors, typed once, reused everywhere.
create table actor_type (
  key text not null primary key, -- key | one of the programme's types | never
  label text not null, -- public | what people call it | never
  area text not null, -- public | A to D | never
  area_label text not null, -- public | what people call the area | never
  position bigint not null -- public | place in the working aid | never
);

create table organisation (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the organisation | with the alliance
  name text not null, -- internal | what it is called (item 1.1, column 2) | with the alliance
  sort_name text not null, -- internal | sorts as a German register | with the alliance
  actor_type text references actor_type (key), -- internal | its type; empty for free rows | with the alliance
  area text not null, -- internal | A to D | with the alliance
  free_type text not null default '', -- internal | its type in the office's own words, for free rows | with the alliance
  address text not null default '', -- internal | where it is | with the alliance
  cooperates boolean not null default false, -- internal | works with the office already (column 3) | with the alliance
  intended_core_group boolean not null default false, -- internal | wanted in the core group (column 4) | with the alliance
  intended_forum boolean not null default false, -- internal | wanted in forums (column 5) | with the alliance
  knows_situation boolean not null default false, -- internal | knows the young people at first hand (column 6) | with the alliance
  can_decide boolean not null default false, -- internal | can decide for itself (column 10, R-ACT-07) | with the alliance
  contribution text not null default '', -- internal | what is hoped for from it (column 8) | with the alliance
  taking_part text not null default 'open', -- internal | open, yes, outside the core group, or no (R-ACT-12, 14) | with the alliance
  taking_part_reason text not null default '', -- internal | why outside or not at all | with the alliance
  represented_by uuid, -- key | the organisation that speaks for it (R-ACT-11, 12) | with the alliance
  registered_through uuid, -- key | the volunteer coordinator it came through (R-ACT-14) | with the alliance
  merged_into uuid, -- key | the double it was merged into | with the alliance
  removed_at timestamptz, -- internal | taken out of the directory | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, represented_by) references organisation (alliance_id, id),
  foreign key (alliance_id, registered_through) references organisation (alliance_id, id),
  foreign key (alliance_id, merged_into) references organisation (alliance_id, id)
);
create index organisation_by_name on organisation (alliance_id, sort_name, id);

create table contact (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the contact | with the organisation
  organisation_id uuid not null, -- key | where the person works | with the organisation
  name text not null, -- personal | who to talk to (column 7) | when removed, or with the alliance
  phone text not null default '', -- personal | to reach them | when removed, or with the alliance
  email text not null default '', -- personal | to reach them | when removed, or with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the organisation
  primary key (alliance_id, id),
  foreign key (alliance_id, organisation_id) references organisation (alliance_id, id)
);
create index contact_of_organisation on contact (alliance_id, organisation_id);

create table core_membership (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the membership | with the alliance
  organisation_id uuid not null, -- key | who sits in the core group | with the alliance
  since date not null, -- internal | first day (column 9) | with the alliance
  until date, -- internal | last day; empty while it lasts | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, organisation_id) references organisation (alliance_id, id)
);
create index core_membership_of_organisation on core_membership (alliance_id, organisation_id);

create view published_actor_type as select key, label, area, area_label, position from actor_type;
