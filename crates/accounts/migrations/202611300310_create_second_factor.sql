-- Authenticator apps (RFC 6238): one for each account.
create table totp (
  person_id uuid not null primary key references person (id), -- key | whose app | when removed, at the latest when the account is closed
  secret_sealed bytea not null, -- secret | what the app and klappt share, sealed under the master key | when removed, at the latest when the account is closed
  last_step bigint not null default 0, -- internal | the half minute whose code was used last: no code counts twice | when removed, at the latest when the account is closed
  created_at timestamptz not null, -- internal | when it was shown | when removed, at the latest when the account is closed
  confirmed_at timestamptz -- internal | when a first code showed that the app has it; counts only from then on | when removed, at the latest when the account is closed
);

-- Passkeys (WebAuthn).
create table passkey (
  id uuid not null primary key, -- key | names the passkey | when removed, at the latest when the account is closed
  person_id uuid not null references person (id), -- key | whose passkey | when removed, at the latest when the account is closed
  name text not null, -- personal | as its owner calls it | when removed, at the latest when the account is closed
  credential_id text not null unique, -- key | names it to the device; belongs to one account only | when removed, at the latest when the account is closed
  credential text not null, -- internal | public key and counter | when removed, at the latest when the account is closed
  created_at timestamptz not null, -- internal | when it was set up | when removed, at the latest when the account is closed
  last_used_at timestamptz -- internal | when it last signed in | when removed, at the latest when the account is closed
);
create index passkey_of_person on passkey (person_id);

-- Recovery codes, for when app or passkey are lost.
create table recovery_code (
  code_hash text not null primary key, -- secret | SHA-256 of account and code, in hex | when used or replaced, at the latest when the account is closed
  person_id uuid not null references person (id), -- key | whose code | when used or replaced, at the latest when the account is closed
  created_at timestamptz not null -- internal | when it was shown | when used or replaced, at the latest when the account is closed
);
create index recovery_code_of_person on recovery_code (person_id);

-- A step under way: between password and second factor, or while a passkey is being
-- set up. Nobody is signed in by it.
create table pending_step (
  token_hash text not null primary key, -- secret | SHA-256 of the token in the form, in hex | when done, at the latest a day after its end
  person_id uuid not null references person (id), -- key | whose step | when done, at the latest a day after its end
  purpose text not null, -- internal | sign_in or passkey | when done, at the latest a day after its end
  ceremony text, -- internal | what a passkey is asked (WebAuthn) | when done, at the latest a day after its end
  created_at timestamptz not null, -- internal | when it began | when done, at the latest a day after its end
  expires_at timestamptz not null -- internal | good for five minutes | when done, at the latest a day after its end
);
create index pending_step_of_person on pending_step (person_id);
