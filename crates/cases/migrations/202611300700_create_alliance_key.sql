-- Keys of an alliance, one generation after the other. Only wrapped keys lie here:
-- the master keys that wrap them are outside the database.
create table alliance_key (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  generation bigint not null, -- internal | which of the alliance's keys, counted from 1 | with the key
  id uuid not null unique, -- key | names the key; bound into what it wraps | with the key
  master_key bigint not null, -- internal | the number of the master key that wraps it | with the key
  wrapped bytea not null, -- secret | wraps the keys of persons; itself wrapped by the master key | deleted once it wraps nothing any more
  index_wrapped bytea not null, -- secret | makes the alliance's blind indexes; wrapped by this key | with the key
  created_at timestamptz not null, -- internal | since when it wraps | with the key
  retired_at timestamptz, -- internal | since when a newer one wraps; it opens until nothing is wrapped by it | with the key
  primary key (alliance_id, generation)
);
