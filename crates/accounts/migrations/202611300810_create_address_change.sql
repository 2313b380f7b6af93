-- New e-mail addresses that wait to be confirmed from their own mailbox.
create table address_change (
  token_hash text not null primary key, -- secret | SHA-256 of the token in the letter, in hex | when used or replaced, at the latest a day after its end
  person_id uuid not null unique references person (id), -- key | whose address | when used or replaced, at the latest a day after its end
  email text not null, -- personal | the new address, lower case | when used or replaced, at the latest a day after its end
  created_at timestamptz not null, -- internal | when it was asked for | when used or replaced, at the latest a day after its end
  expires_at timestamptz not null -- internal | good until then | when used or replaced, at the latest a day after its end
);
