-- Passages taken over into an answer from what feeds it: single, edited, with the
-- source's words at the time, so that a later change can be offered.
create table summary_passage (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the passage in the history | with the alliance
  workbook_id uuid not null, -- key | the working copy | with the alliance
  item text not null, -- internal | the uid of the field it stands in | with the alliance
  position bigint not null, -- internal | its place among the passages of the field | with the alliance
  words text not null, -- confidential | what it says; can name people | with the alliance
  topic text not null, -- internal | the theme it is counted by; empty where none fits | with the alliance
  source text not null, -- internal | the field or binding it was taken from; empty for words of one's own | with the alliance
  source_part text not null, -- confidential | which passage of that source: a row, or a binding's value | with the alliance
  source_words text not null, -- confidential | what the source said when it was taken; can name people | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  taken_at timestamptz not null, -- internal | when it was taken over | with the alliance
  taken_by uuid, -- key | the account that took it over; empty for the machine | with the alliance
  primary key (alliance_id, id),
  foreign key (alliance_id, workbook_id) references workbook (alliance_id, id)
);
-- The same passage of a source is taken over once.
create unique index summary_passage_once on summary_passage (alliance_id, workbook_id, item, source, source_part) where source <> '';
create index summary_passage_of_workbook on summary_passage (alliance_id, workbook_id);

-- Rules of Land or Bund that stand in the way, marked at any question of a working aid.
create table hurdle (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  id uuid not null, -- key | names the hurdle in the history | with the alliance
  instrument_key text not null, -- internal | the working aid it was marked in | with the alliance
  item text not null, -- internal | the uid of the question it was marked at | with the alliance
  level text not null check (level in ('land', 'bund')), -- internal | whose rule it is | with the alliance
  words text not null, -- confidential | the rule and what follows from it; can name people | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  marked_at timestamptz not null, -- internal | when it was marked | with the alliance
  marked_by uuid, -- key | the account that marked it; empty for the machine | with the alliance
  primary key (alliance_id, id)
);
create index hurdle_of_aid on hurdle (alliance_id, instrument_key);

-- The words of submissions that count, one row per line, for reading side by side and
-- for the list of problems. They go when the submission is taken back or replaced.
create table submission_line (
  alliance_id uuid not null, -- key | the tenant | with the alliance
  submission_id uuid not null, -- key | the submission | with the alliance
  position bigint not null, -- internal | its place in the short form | with the alliance
  id uuid not null, -- key | the same as long as the alliance says the same at this place | with the alliance
  wave_id uuid not null, -- key | the wave it answers | with the alliance
  passage text not null, -- internal | the uid of the passage | with the alliance
  topic text not null, -- internal | the theme it is counted by; empty where none is said | with the alliance
  is_code boolean not null, -- internal | the words of a code, such as yes | with the alliance
  words text not null, -- confidential | what was sent, word for word | with the alliance
  sort_words text not null, -- confidential | the same as it is searched | with the alliance
  kind text not null, -- public | kind of the alliance | with the alliance
  region_key text not null, -- public | its Regierungsbezirk | with the alliance
  primary key (alliance_id, submission_id, position),
  foreign key (alliance_id, submission_id) references submission (alliance_id, id)
);
create index submission_line_of_passage on submission_line (wave_id, passage);
create index submission_line_by_id on submission_line (id);

-- What the statewide table of gaps counts: for each submission that counts the answers
-- and the themes of its passages. Kind and region stand here so that one index answers.
create table submission_gap (
  alliance_id uuid not null, -- key | the tenant | never: past waves are counted from it
  submission_id uuid not null, -- key | the submission | never: past waves are counted from it
  wave_id uuid not null, -- key | the wave it answers | never: past waves are counted from it
  measure text not null, -- internal | what is counted | never: past waves are counted from it
  what text not null check (what in ('answer', 'topic')), -- internal | an answer's code or a theme | never: past waves are counted from it
  code text not null, -- internal | the code or theme | never: past waves are counted from it
  kind text not null, -- public | kind of the alliance | never: past waves are counted from it
  region_key text not null, -- public | its Regierungsbezirk | never: past waves are counted from it
  submitted_on date not null, -- internal | the day it was sent | never: past waves are counted from it
  primary key (alliance_id, submission_id, measure, what, code),
  foreign key (alliance_id, submission_id) references submission (alliance_id, id)
);
create index submission_gap_counts on submission_gap (wave_id, measure, what, code, kind, region_key, submitted_on);

-- What the statewide evaluation may read of them: those who read submissions all words,
-- everybody else only who says something, without a word of it.
create view published_submission_line as
  select l.alliance_id, l.submission_id, l.position, l.id as line_id, l.wave_id, l.passage, l.topic, l.is_code, l.words,
  l.sort_words, l.kind, l.region_key from submission_line l;
create view published_submission_line_counted as
  select l.alliance_id, l.id as line_id, l.kind, l.region_key from submission_line l;
create view published_submission_gap as
  select g.wave_id, g.measure, g.what, g.code, g.kind, g.region_key, g.submitted_on from submission_gap g;
