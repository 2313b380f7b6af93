-- Survey rounds: which working aid is asked for, until when, who is asked.
-- Planned while opened_at is empty, open until closed_at is set, then closed.
create table wave (
  id uuid not null primary key, -- key | names the wave | never
  title text not null, -- public | its name for people | never
  instrument_key text not null, -- public | the working aid asked for | never
  instrument_version bigint not null, -- public | its version | never
  deadline date not null, -- public | last day for everybody, in Europe/Berlin | never
  deadline_reason text not null default '', -- public | why the deadline was moved; empty while it was not | never
  asks text not null, -- internal | who is asked on opening: all, kinds or chosen | never
  asks_cities boolean not null default false, -- internal | the alliances of cities, where kinds are asked | never
  asks_districts boolean not null default false, -- internal | the alliances of districts, where kinds are asked | never
  asks_municipalities boolean not null default false, -- internal | the alliances of municipalities, where kinds are asked | never
  letter_subject text not null, -- internal | subject of the invitation | never
  letter_body text not null, -- internal | text of the invitation, with places to be filled | never
  planned_at timestamptz not null, -- internal | when it was planned | never
  opened_at timestamptz, -- public | when the alliances were asked; empty while it is planned | never
  closed_at timestamptz, -- public | since when nothing is taken in any more; empty while it is open | never
  version bigint not null default 1, -- internal | guards against lost updates | never
  check (asks in ('all', 'kinds', 'chosen')),
  check (closed_at is null or opened_at is not null)
);

-- The alliances picked one by one for a planned wave.
create table wave_chosen (
  alliance_id uuid not null, -- key | the alliance picked | when the wave is opened or its plan is dropped
  wave_id uuid not null references wave (id), -- key | the planned wave | when the wave is opened or its plan is dropped
  primary key (alliance_id, wave_id)
);
create index wave_chosen_of_wave on wave_chosen (wave_id);

-- What others may read: every wave that was opened. The deadline is the one for
-- everybody; closed_at is empty while the wave is open.
create view published_wave as
  select w.id as wave_id, w.title, w.instrument_key, w.instrument_version, w.deadline, w.opened_at, w.closed_at
  from wave w where w.opened_at is not null;
