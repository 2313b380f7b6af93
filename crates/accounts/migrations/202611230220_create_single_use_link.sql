-- Links that let somebody choose a password once: invitation or reset.
create table single_use_link (
  token_hash text not null primary key, -- secret | SHA-256 of the token in the letter, in hex | when used, at the latest a day after its end
  person_id uuid not null references person (id), -- key | whose password | when used, at the latest a day after its end
  purpose text not null, -- internal | invitation or reset | when used, at the latest a day after its end
  created_at timestamptz not null, -- internal | when it was sent | when used, at the latest a day after its end
  expires_at timestamptz not null -- internal | good until then | when used, at the latest a day after its end
);
create index single_use_link_of_person on single_use_link (person_id);
