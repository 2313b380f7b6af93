-- Working copies: what an alliance has answered so far in one working aid.
create table workbook (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the working copy | with the alliance
  instrument_key text not null, -- internal | which working aid | with the alliance
  instrument_version bigint not null, -- internal | in which version | with the alliance
  created_at timestamptz not null, -- internal | when the first answer was saved | with the alliance
  primary key (alliance_id, id),
  unique (alliance_id, instrument_key)
);

create table answer (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  workbook_id uuid not null, -- key | the working copy | with the alliance
  item text not null, -- internal | the uid of the field in the working aid | with the alliance
  id uuid not null, -- key | names the answer in the history | with the alliance
  value text, -- confidential | the answer as JSON; empty when somebody emptied the field; can name people | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  changed_at timestamptz not null, -- internal | when it was last changed | with the alliance
  changed_by uuid, -- key | the account that changed it; empty for the machine | with the alliance
  primary key (alliance_id, workbook_id, item),
  foreign key (alliance_id, workbook_id) references workbook (alliance_id, id)
);

-- Answers to an earlier version of the working aid that have no place in this one.
create table earlier_answer (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  workbook_id uuid not null, -- key | the working copy | with the alliance
  item text not null, -- internal | the uid of the field they were given to | with the alliance
  label text not null, -- internal | the question as it was asked | with the alliance
  words text not null, -- confidential | the answer as it read, one entry per line, as JSON; can name people | with the alliance
  primary key (alliance_id, workbook_id, item),
  foreign key (alliance_id, workbook_id) references workbook (alliance_id, id)
);
