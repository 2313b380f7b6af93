-- Central accounts people sign in with (OpenID Connect): who they are there and here.
create table sso_account (
  issuer text not null, -- internal | which provider | when the account is erased, or linked anew
  subject text not null, -- personal | names the person to the provider, for good | when the account is erased, or linked anew
  person_id uuid not null references person (id), -- key | whose account it opens here | when the account is erased, or linked anew
  created_at timestamptz not null, -- internal | when it was linked | when the account is erased, or linked anew
  last_used_at timestamptz not null, -- internal | when it last signed in | when the account is erased, or linked anew
  primary key (issuer, subject)
);
create index sso_account_of_person on sso_account (person_id);

-- Answers of the provider that were taken: none counts twice.
create table sso_answer (
  state_hash text not null primary key, -- secret | SHA-256 of what the browser was sent away with, in hex | at the latest a day after its end
  expires_at timestamptz not null -- internal | until then it could have been shown again | at the latest a day after its end
);
create index sso_answer_by_age on sso_answer (expires_at);

alter table role_held add column source text not null default 'hand'; -- internal | hand: given by somebody, stays until somebody ends it; sso: from a group of the central account, ends with it | never
