-- Who speaks for what in a municipality, and what nobody feels responsible for (R-ACT-08, 09).
create table municipality_contact (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  id uuid not null, -- key | names the entry | with the alliance
  municipality_ags text not null references municipality (ags), -- key | where | with the alliance
  topic text not null, -- internal | for which subject | with the alliance
  unit text not null default '', -- internal | department or office in charge | with the alliance
  name text not null default '', -- personal | who to talk to | when removed or replaced, or with the alliance
  phone text not null default '', -- personal | to reach them | when removed or replaced, or with the alliance
  email text not null default '', -- personal | to reach them | when removed or replaced, or with the alliance
  is_undefined boolean not null default false, -- internal | nobody is responsible so far | with the alliance
  question text not null default '', -- internal | why it is doubted that this is the right place | with the alliance
  removed_at timestamptz, -- internal | taken off the map | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id)
);
create index municipality_contact_of on municipality_contact (alliance_id, municipality_ags);

-- Larger municipalities as multipliers for their neighbours (R-ALL-13).
create table informed_through (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  municipality_ags text not null references municipality (ags), -- key | who is informed | with the alliance
  through_ags text references municipality (ags), -- key | by whom; empty for directly by the office | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, municipality_ags)
);

-- Neighbouring alliances as guests (R-ALL-14).
create table observer_seat (
  alliance_id uuid not null references alliance (id), -- key | who grants the seat | with the alliance
  id uuid not null, -- key | names the seat | with the alliance
  guest_id uuid not null references alliance (id), -- key | who may sit in | with the alliance
  since date not null, -- internal | first day | with the alliance
  until date, -- internal | last day; empty while it lasts | with the alliance
  note text not null default '', -- internal | for which meetings, agreed by whom | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id)
);

-- What guests may read: that they are invited.
create view published_observer_seat as select s.alliance_id, s.guest_id, s.since, s.until from observer_seat s;
