-- Submissions: frozen copies of the short form, the only part of a working aid
-- that leaves the alliance. Nothing in them changes afterwards but their end.
create table submission (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the submission | with the alliance
  number bigint not null, -- internal | its number on the receipt, counted per alliance | with the alliance
  wave_id uuid not null, -- key | the request it answers | with the alliance
  workbook_id uuid not null, -- key | the working copy it was drawn from | with the alliance
  instrument_key text not null, -- internal | which working aid | with the alliance
  instrument_version bigint not null, -- internal | in which version | with the alliance
  passages text not null, -- confidential | the short form as canonical JSON, word for word | with the alliance
  sha256 text not null, -- internal | hash of the short form, printed on the receipt | with the alliance
  complete boolean not null, -- internal | nothing needed was missing | with the alliance
  submitted_at timestamptz not null, -- internal | when | with the alliance
  submitted_by uuid, -- key | the account that confirmed it; empty for the machine | with the alliance
  withdrawn_at timestamptz, -- internal | taken back since | with the alliance
  withdrawn_by uuid, -- key | the account that took it back | with the alliance
  replaced_by uuid, -- key | the submission that took its place | with the alliance
  primary key (alliance_id, id),
  unique (alliance_id, number),
  foreign key (alliance_id, wave_id) references wave_asked (alliance_id, wave_id),
  foreign key (alliance_id, workbook_id) references workbook (alliance_id, id)
);
-- One request has one valid answer.
create unique index submission_valid on submission (alliance_id, wave_id) where withdrawn_at is null and replaced_by is null;
create unique index submission_by_id on submission (id);
create index submission_of_wave on submission (wave_id);

-- What the evaluation counts: one row per code.
create table submission_value (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  submission_id uuid not null, -- key | the submission it was read from | with the alliance
  position bigint not null, -- internal | its place in the short form | with the alliance
  measure text not null, -- internal | what is counted | with the alliance
  value text not null, -- internal | the code | with the alliance
  primary key (alliance_id, submission_id, position),
  foreign key (alliance_id, submission_id) references submission (alliance_id, id)
);
create index submission_value_by_measure on submission_value (measure, value);

-- What the statewide evaluation may read: valid submissions, and their codes.
create view published_submission as
  select s.alliance_id, s.wave_id, s.id as submission_id, s.complete, s.submitted_at, s.sha256
  from submission s where s.withdrawn_at is null and s.replaced_by is null;

create view published_submission_value as
  select v.alliance_id, s.wave_id, v.submission_id, v.measure, v.value
  from submission_value v join submission s on s.alliance_id = v.alliance_id and s.id = v.submission_id
  where s.withdrawn_at is null and s.replaced_by is null;

-- sqlite:
create trigger submission_stays before update of number, wave_id, workbook_id, instrument_key, instrument_version, passages, sha256, complete, submitted_at, submitted_by on submission begin select raise(abort, 'a submission is frozen'); end;
create trigger submission_value_stays before update on submission_value begin select raise(abort, 'a submission is frozen'); end;
-- postgres:
create function refuse_thaw() returns trigger language plpgsql as $$ begin raise exception 'a submission is frozen'; end $$;
create trigger submission_stays before update of number, wave_id, workbook_id, instrument_key, instrument_version, passages, sha256, complete, submitted_at, submitted_by on submission for each row execute function refuse_thaw();
create trigger submission_value_stays before update on submission_value for each row execute function refuse_thaw();
-- end
