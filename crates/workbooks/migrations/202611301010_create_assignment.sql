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
  due_on date not null, -- internal | the last day, by the calendar of Europe/Berlin | with the alliance
  remind_days bigint not null default 3, -- internal | so many days before the last one a letter reminds; 0 for none | with the alliance
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

-- Personal links: one person each; passing on ends the old one. A link has no token of
-- its own: each of its letters carries one.
create table assignment_link (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the link | with the alliance
  assignment_id uuid not null, -- key | the assignment it opens | with the alliance
  name text not null, -- personal | whom the letters address | a year after the link ended, or when erased
  email text not null, -- personal | where the letters go | a year after the link ended, or when erased
  created_at timestamptz not null, -- internal | when it was made | with the alliance
  expires_at timestamptz not null, -- internal | good until then | with the alliance
  ended_at timestamptz, -- internal | when it was revoked, passed on or replaced | with the alliance
  passed_from uuid, -- key | the link it was passed on from | with the alliance
  used_on date, -- internal | the last day it was used | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, assignment_id) references assignment (alliance_id, id)
);
create index assignment_link_of_assignment on assignment_link (alliance_id, assignment_id, created_at);

-- Letters with the link. Each carries a token of its own; all tokens of a link are good
-- as long as the link is.
create table assignment_letter (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the letter, also in its Message-ID | with the alliance
  assignment_id uuid not null, -- key | the assignment it is about | with the alliance
  link_id uuid not null, -- key | the link it carries | with the alliance
  kind text not null, -- internal | asked, before, on_day, after, again, passed_on, granted, refused or new_link | with the alliance
  due_on date not null, -- internal | the last day it names: each reminder is sent once per last day | with the alliance
  token_hash text not null unique, -- secret | SHA-256 of the token in it, in hex | with the alliance
  sent_at timestamptz not null, -- internal | when it was handed to the post | with the alliance
  bounced_at timestamptz, -- internal | when it came back | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, assignment_id) references assignment (alliance_id, id),
  foreign key (alliance_id, link_id) references assignment_link (alliance_id, id),
  check (kind in ('asked', 'before', 'on_day', 'after', 'again', 'passed_on', 'granted', 'refused', 'new_link'))
);
create index assignment_letter_of_link on assignment_letter (alliance_id, link_id, sent_at);

-- More time asked for by a contributor, and the answer (R-EVA-03).
create table assignment_extension (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the request | with the alliance
  assignment_id uuid not null, -- key | the assignment | with the alliance
  wanted date not null, -- internal | the last day wished for | with the alliance
  reason text not null, -- confidential | why; can name people | with the alliance
  asked_at timestamptz not null, -- internal | when it was asked for | with the alliance
  answer text not null default 'open', -- internal | open, granted or refused | with the alliance
  granted date, -- internal | the last day given | with the alliance
  answer_reason text not null default '', -- confidential | why it was decided so; can name people | with the alliance
  answered_at timestamptz, -- internal | when it was answered | with the alliance
  answered_by uuid, -- key | the account that answered | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, assignment_id) references assignment (alliance_id, id),
  check (answer in ('open', 'granted', 'refused'))
);
create index assignment_extension_of_assignment on assignment_extension (alliance_id, assignment_id, asked_at);
-- One open request at a time.
create unique index assignment_extension_open on assignment_extension (alliance_id, assignment_id) where answer = 'open';

-- Whom a contributor says to ask instead.
create table assignment_hint (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the hint | with the alliance
  assignment_id uuid not null, -- key | the assignment | with the alliance
  name text not null, -- personal | who would know | a year after it was given, or when erased
  email text not null default '', -- personal | how to reach them | a year after it was given, or when erased
  words text not null default '', -- confidential | why, in the contributor's words | a year after it was given, or when erased
  given_at timestamptz not null, -- internal | when it was given | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, assignment_id) references assignment (alliance_id, id)
);
create index assignment_hint_of_assignment on assignment_hint (alliance_id, assignment_id, given_at);

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

-- What others may read: that a school was asked, on which day, by which alliance. No
-- content, nobody's name (R-CON-02).
create view published_school_asked as
  select a.alliance_id, a.school_number, a.asked_at from assignment a
  where a.school_number is not null and a.school_number <> '';
