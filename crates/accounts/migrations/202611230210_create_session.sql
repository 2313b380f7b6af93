-- Who is signed in. The token itself is held by the browser or program alone.
create table session (
  token_hash text not null primary key, -- secret | SHA-256 of the token, in hex | at sign-out, at the latest a day after its end
  person_id uuid not null references person (id), -- key | who is signed in | at sign-out, at the latest a day after its end
  kind text not null, -- internal | browser or api | at sign-out, at the latest a day after its end
  created_at timestamptz not null, -- internal | when it began | at sign-out, at the latest a day after its end
  last_seen_at timestamptz not null, -- internal | last use, to five minutes: ends what lies idle | at sign-out, at the latest a day after its end
  expires_at timestamptz not null -- internal | its end, however much it is used | at sign-out, at the latest a day after its end
);
create index session_of_person on session (person_id);

-- Attempts at a password, to slow down guessing. A success takes its own lines away.
create table sign_in_attempt (
  id uuid not null primary key, -- key | names the attempt | 15 minutes after it, with the next attempt or the daily clean-up
  key_hash text not null, -- personal | SHA-256 of the account tried or of the network address | 15 minutes after it, with the next attempt or the daily clean-up
  tried_at timestamptz not null -- internal | when | 15 minutes after it, with the next attempt or the daily clean-up
);
create index sign_in_attempt_by_key on sign_in_attempt (key_hash, tried_at);
create index sign_in_attempt_by_age on sign_in_attempt (tried_at);
