-- Assignments: some items of a working aid handed to one contributor, with a date
-- (R-NOA-03, 29), and what that contributor answers, kept apart from the agreed answers.
create table assignment (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the assignment | with the alliance
  instrument_key text not null, -- internal | which working aid | with the alliance
  instrument_version bigint not null, -- internal | in which version it was handed out | with the alliance
  organisation_id uuid, -- key | the organisation asked, where it stands in the directory | with the alliance
  organisation text not null default '', -- internal | its name as it was asked | with the alliance
  school_number text, -- public | its official number, where it is a school | with the alliance
  municipality_ags text, -- public | the municipality it answers for, in a roll-up | with the alliance
  voice text not null, -- internal | partners, municipality, core_group, volunteers or refugees: whose view it is | with the alliance
  why text not null default '', -- internal | why it is needed, in the office's words | with the alliance
  due_on date not null, -- internal | the last day | with the alliance
  shows_others boolean not null default false, -- internal | the office lets the contributor see others' answers | with the alliance
  state text not null, -- internal | asked, opened, begun, delivered, declined or ended | with the alliance
  state_reason text not null default '', -- confidential | why it was declined or ended; can name people | with the alliance
  asked_at timestamptz not null, -- internal | when it was handed out | with the alliance
  asked_by uuid, -- key | the account that handed it out; empty for the machine | with the alliance
  answered_at timestamptz, -- internal | when it was delivered or declined | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id),
  check (voice in ('partners', 'municipality', 'core_group', 'volunteers', 'refugees')),
  check (state in ('asked', 'opened', 'begun', 'delivered', 'declined', 'ended'))
);
create index assignment_by_day on assignment (alliance_id, instrument_key, due_on);
create index assignment_of_organisation on assignment (alliance_id, organisation_id);
create index assignment_of_school on assignment (school_number, asked_at);

create table assignment_item (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  assignment_id uuid not null, -- key | the assignment | with the alliance
  item text not null, -- internal | the uid of a numbered question of the working aid | with the alliance
  position bigint not null, -- internal | its place in the form | with the alliance
  primary key (alliance_id, assignment_id, item),
  foreign key (alliance_id, assignment_id) references assignment (alliance_id, id)
);
create index assignment_item_by_item on assignment_item (alliance_id, item);

-- Personal links: one person each; passing on ends the old one.
create table assignment_link (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the link | with the alliance
  assignment_id uuid not null, -- key | the assignment it opens | with the alliance
  token_hash text not null unique, -- secret | SHA-256 of the token in the letter, in hex | with the alliance
  name text not null, -- personal | whom the letter addresses | a year after the link ended
  email text not null, -- personal | where the letter goes | a year after the link ended
  created_at timestamptz not null, -- internal | when it was made | with the alliance
  expires_at timestamptz not null, -- internal | good until then | with the alliance
  ended_at timestamptz, -- internal | when it was revoked, passed on or replaced | with the alliance
  passed_from uuid, -- key | the link it was passed on from | with the alliance
  bounced_at timestamptz, -- internal | when a letter came back | with the alliance
  used_on date, -- internal | the last day it was used | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, assignment_id) references assignment (alliance_id, id)
);
create index assignment_link_of_assignment on assignment_link (alliance_id, assignment_id, created_at);

-- What a contributor answered, field by field.
create table contribution (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  assignment_id uuid not null, -- key | the assignment | with the alliance
  item text not null, -- internal | the uid of the field in the working aid | with the alliance
  id uuid not null, -- key | names the contribution in the history | with the alliance
  value text, -- confidential | the answer as JSON; empty when somebody emptied the field; can name people | with the alliance
  as_of date, -- internal | the day a number describes | with the alliance
  source text not null default '', -- internal | where it comes from, in the contributor's words | with the alliance
  way text not null default 'link', -- internal | link, word, excel, sheet or office: how it came in | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  changed_at timestamptz not null, -- internal | when it was last changed | with the alliance
  primary key (alliance_id, assignment_id, item),
  foreign key (alliance_id, assignment_id) references assignment (alliance_id, id),
  check (way in ('link', 'word', 'excel', 'sheet', 'office'))
);
create index contribution_by_item on contribution (alliance_id, item);
