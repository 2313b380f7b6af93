-- What is to be done about a finding, by whom and by when (R-MTG-02).
create table task (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the task, also in its history | with the alliance
  title text not null, -- confidential | what is to be done, in a line; can name people | with the alliance
  goal text not null default '', -- confidential | what is to be reached; can name people | with the alliance
  person_id uuid, -- key | the account responsible | with the alliance
  organisation_id uuid, -- key | the organisation responsible | with the alliance
  organisation text not null default '', -- internal | its name as it was chosen | with the alliance
  due_on date, -- internal | the last day, by the calendar of Europe/Berlin | with the alliance
  state text not null, -- internal | open, begun, done or dropped | with the alliance
  state_reason text not null default '', -- confidential | why it stands so; can name people | with the alliance
  instrument_key text not null default '', -- internal | the working aid it comes from | with the alliance
  item text not null default '', -- internal | the uid of the question it comes from | with the alliance
  thread_id uuid, -- key | the conversation it comes from | with the alliance
  created_at timestamptz not null, -- internal | when it was made | with the alliance
  created_by uuid, -- key | the account that made it; empty for the machine | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, thread_id) references review_thread (alliance_id, id),
  check (state in ('open', 'begun', 'done', 'dropped')),
  check (person_id is null or organisation_id is null)
);
create index task_by_day on task (alliance_id, due_on);
