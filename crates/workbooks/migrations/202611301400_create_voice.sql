-- Voices of the target group without a survey (R-NOA-25, 26, 28): talks that multipliers
-- report by a personal link, hindrances, notes of workshops. No names, no case numbers;
-- nothing counts before the office has accepted it.
create table voice_link (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the link | with the alliance
  name text not null, -- personal | whom the letter addresses | a year after the link ended, or when erased
  email text not null, -- personal | where the letter goes | a year after the link ended, or when erased
  organisation text not null default '', -- internal | where the person works or helps | with the alliance
  token_hash text not null unique, -- secret | SHA-256 of the token in the letter, in hex | with the alliance
  created_at timestamptz not null, -- internal | when it was made | with the alliance
  created_by uuid, -- key | the account that made it; empty for the machine | with the alliance
  expires_at timestamptz not null, -- internal | good until then | with the alliance
  ended_at timestamptz, -- internal | when it was revoked or replaced | with the alliance
  used_on date, -- internal | the last day something was reported by it | with the alliance
  primary key (alliance_id, id)
);
create index voice_link_by_age on voice_link (alliance_id, created_at);

create table voice (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the report; made by the device, so that sending twice stores once | three years after it came, or with the alliance
  kind text not null, -- internal | talk, hindrance or workshop | as the row
  link_id uuid, -- key | the link it came by; empty where the office entered it | as the row
  held_on date, -- internal | the day of a workshop | as the row
  place text not null default '', -- confidential | where a workshop was, coarsely | as the row, or when struck
  who text not null default '', -- confidential | which group took part, without names | as the row, or when struck
  crowd text not null default '', -- confidential | one or group: how many spoke | as the row
  age text not null default '', -- confidential | age as a coarse band | as the row
  residence text not null default '', -- confidential | residence status as a coarse group | as the row
  gender text not null default '', -- confidential | gender as a coarse group | as the row
  language text not null default '', -- confidential | in which language they spoke | as the row
  state text not null, -- internal | received, accepted or struck | as the row
  state_reason text not null default '', -- confidential | why it was struck | as the row
  received_at timestamptz not null, -- internal | when it arrived | as the row
  decided_at timestamptz, -- internal | when the office decided | as the row
  decided_by uuid, -- key | the account that decided | as the row
  version bigint not null default 1, -- internal | guards against lost updates | as the row
  primary key (alliance_id, id),
  check (kind in ('talk', 'hindrance', 'workshop')),
  check (state in ('received', 'accepted', 'struck'))
);
create index voice_by_state on voice (alliance_id, state, received_at);
create index voice_of_link on voice (alliance_id, link_id, received_at);
create index voice_by_age on voice (received_at);

-- What was said about one theme.
create table voice_part (
  alliance_id uuid not null, -- key | the tenant | as its report
  voice_id uuid not null, -- key | the report | as its report
  theme text not null, -- internal | the theme's key in the talk sheet | as its report
  position bigint not null, -- internal | its place in the sheet | as its report
  mood text not null default '', -- confidential | good, middling or bad: how it goes; empty where nobody said | as its report
  level text not null default '', -- internal | who could change a hindrance | as its report
  title text not null default '', -- confidential | a hindrance in a few words | as its report, or when redacted or struck
  words text not null default '', -- confidential | what hinders; the problem; notes of a workshop | as its report, or when redacted or struck
  helps text not null default '', -- confidential | what helps; the solution found on the spot | as its report, or when redacted or struck
  primary key (alliance_id, voice_id, theme),
  foreign key (alliance_id, voice_id) references voice (alliance_id, id)
);
