-- Sessions say how they were proven and on what kind of device, and keep their key
-- while their token changes. Those begun before cannot say so: they end here.
drop table session;
create table session (
  token_hash text not null primary key, -- secret | SHA-256 of the token, in hex | at sign-out, at the latest a day after its end
  id uuid not null, -- key | names the session while its token changes | at sign-out, at the latest a day after its end
  person_id uuid not null references person (id), -- key | who is signed in | at sign-out, at the latest a day after its end
  kind text not null, -- internal | browser or api | at sign-out, at the latest a day after its end
  proof text not null, -- internal | password or second: what was proven | at sign-out, at the latest a day after its end
  device text not null, -- personal | browser and system as people call them, to recognise one's own sessions | at sign-out, at the latest a day after its end
  created_at timestamptz not null, -- internal | when it began | at sign-out, at the latest a day after its end
  issued_at timestamptz not null, -- internal | when this token was given out: older than a change of rights it is replaced | at sign-out, at the latest a day after its end
  replaced_at timestamptz, -- internal | when another token took this one's place; dead a minute later | at sign-out, at the latest a day after its end
  last_seen_at timestamptz not null, -- internal | last use, to five minutes: ends what lies idle | at sign-out, at the latest a day after its end
  expires_at timestamptz not null -- internal | its end, however much it is used | at sign-out, at the latest a day after its end
);
create index session_of_person on session (person_id);
create index session_by_id on session (id);

alter table person add column rights_changed_at timestamptz; -- internal | when a role was last given or ended: tokens older than that are replaced | never
