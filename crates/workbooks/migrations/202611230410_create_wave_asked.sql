-- Who was asked in a wave, and what came back: one row for each alliance asked,
-- in exactly one of four states, so that the states always sum to the number
-- asked (R-EVA-03). Late and extended are worked out, never stored.
create table wave_asked (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the request | with the alliance
  wave_id uuid not null references wave (id), -- key | the wave it belongs to | with the alliance
  state text not null default 'outstanding', -- internal | outstanding, partial, complete or declined | with the alliance
  declined_reason text not null default '', -- internal | why it was declined | with the alliance
  declined_by uuid, -- key | the account that noted the refusal; empty when it is not declined, or for the machine | with the alliance
  declined_through text not null default '', -- internal | office: declined there; land: told the state coordination, such as by telephone | with the alliance
  own_deadline date, -- internal | a later last day for this alliance alone | with the alliance
  own_deadline_reason text not null default '', -- internal | why it got one | with the alliance
  letters bigint not null default 0, -- internal | how many invitations were sent | with the alliance
  asked_at timestamptz not null, -- internal | when it was asked | with the alliance
  answered_at timestamptz, -- internal | when the return that counts, or the refusal, came in; a replacement keeps it | with the alliance
  answered_on date, -- internal | the same as a calendar day in Europe/Berlin, to compare with the deadline | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id),
  unique (alliance_id, wave_id),
  check (state in ('outstanding', 'partial', 'complete', 'declined')),
  check (state <> 'declined' or declined_reason <> ''),
  check (state = 'declined' or declined_reason = ''),
  check (declined_through in ('', 'office', 'land')),
  check (own_deadline is null or own_deadline_reason <> '')
);
create index wave_asked_of_wave on wave_asked (wave_id, state);

-- What others may read: for each wave that was opened, every alliance asked and
-- its state (outstanding, partial, complete, declined).
create view published_return as
  select r.wave_id, r.alliance_id, r.state
  from wave_asked r join wave w on w.id = r.wave_id where w.opened_at is not null;
