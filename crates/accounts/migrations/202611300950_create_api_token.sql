-- Lasting ways in for programs, each made by somebody for a program of theirs. The token
-- itself is held by the program alone.
create table api_token (
  id uuid not null primary key, -- key | names the token in its owner's list and in the audit | when ended, at the latest 30 days after its end
  person_id uuid not null references person (id), -- key | whose rights it uses | when ended, at the latest 30 days after its end
  alliance_id uuid, -- key | the alliance it is for; empty for the Land | when ended, at the latest 30 days after its end
  writes boolean not null, -- internal | it may change something | when ended, at the latest 30 days after its end
  name text not null, -- personal | as its owner calls it | when ended, at the latest 30 days after its end
  token_hash text not null unique, -- secret | SHA-256 of the token, in hex | when ended, at the latest 30 days after its end
  beginning text not null, -- internal | its first signs, to recognise it | when ended, at the latest 30 days after its end
  proof text not null, -- internal | password or second: what its owner had proven when making it | when ended, at the latest 30 days after its end
  created_at timestamptz not null, -- internal | when it was made | when ended, at the latest 30 days after its end
  last_used_on date, -- internal | the day of its last use | when ended, at the latest 30 days after its end
  expires_at timestamptz not null, -- internal | its end, chosen when it was made | when ended, at the latest 30 days after its end
  reminded_at timestamptz -- internal | when its owner was told that it is about to end | when ended, at the latest 30 days after its end
);
create index api_token_of_person on api_token (person_id);
create index api_token_by_end on api_token (expires_at);
