-- On what kinds of device somebody signed in lately, so that a new one can be told by
-- letter. No device is told from another of its kind.
create table known_device (
  person_id uuid not null references person (id), -- key | who signed in | 90 days after the last sign-in, at the latest when the account is closed
  kind text not null, -- internal | browser or api | 90 days after the last sign-in, at the latest when the account is closed
  device text not null, -- personal | browser and system as people call them | 90 days after the last sign-in, at the latest when the account is closed
  last_used_at timestamptz not null, -- internal | the last sign-in with one of this kind | 90 days after the last sign-in, at the latest when the account is closed
  primary key (person_id, kind, device)
);
