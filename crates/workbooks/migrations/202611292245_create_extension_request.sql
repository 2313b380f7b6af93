-- Offices that ask for more time in a wave, and what the state coordination answered.
create table extension_request (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the request for more time | with the alliance
  wave_id uuid not null, -- key | the wave in which more time is asked for | with the alliance
  wanted date not null, -- internal | the last day asked for | with the alliance
  reason text not null, -- confidential | why more time is needed; can name people | with the alliance
  asked_at timestamptz not null, -- internal | when it was asked for | with the alliance
  asked_by uuid, -- key | the account that asked; empty for the machine | with the alliance
  answer text not null default 'open', -- internal | open, granted or refused | with the alliance
  granted date, -- internal | the last day given | with the alliance
  answer_reason text not null default '', -- internal | why it was refused | with the alliance
  answered_at timestamptz, -- internal | when it was answered | with the alliance
  answered_by uuid, -- key | the account that answered; empty for the machine | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, wave_id) references wave_asked (alliance_id, wave_id),
  check (answer in ('open', 'granted', 'refused')),
  check ((answer = 'granted') = (granted is not null)),
  check (answer <> 'refused' or answer_reason <> '')
);
-- One question at a time.
create unique index extension_request_open on extension_request (alliance_id, wave_id) where answer = 'open';
create index extension_request_of_wave on extension_request (wave_id, answer);
