-- What office and core group say to each other about one question of a working aid,
-- and what is still missing there (R-NOA-23).
create table review_thread (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the conversation, also in its history | with the alliance
  instrument_key text not null, -- internal | which working aid | with the alliance
  item text not null, -- internal | the uid of the numbered question | with the alliance
  assigned_to uuid, -- key | the account it waits for | with the alliance
  missing text not null default '', -- confidential | what is still needed and from whom; can name people | with the alliance, or when erased
  opened_at timestamptz not null, -- internal | when it was begun | with the alliance
  opened_by uuid, -- key | the account that began it; empty for the machine | with the alliance
  resolved_at timestamptz, -- internal | when it was resolved | with the alliance
  resolved_by uuid, -- key | the account that resolved it | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id)
);
create index review_thread_of_item on review_thread (alliance_id, instrument_key, item);

create table review_comment (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the comment | with the alliance
  thread_id uuid not null, -- key | the conversation | with the alliance
  words text not null, -- confidential | what was said; empty once erased; can name people | with the alliance, or when erased
  written_at timestamptz not null, -- internal | when | with the alliance
  written_by uuid, -- key | the account that wrote it, whose name goes when the account is erased | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, thread_id) references review_thread (alliance_id, id)
);
create index review_comment_of_thread on review_comment (alliance_id, thread_id, written_at);
