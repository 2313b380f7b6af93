-- The Land's list of rules that stand in the way (R-EVA-09): kept by the Land, not by
-- an alliance. What alliances say about them stays in their submissions.
create table rule_problem (
  id uuid not null primary key, -- key | names the problem | never
  title text not null, -- internal | what people call it | never
  sort_title text not null, -- internal | the same as it is searched | never
  level text not null check (level in ('land', 'bund')), -- internal | whose rule it is | never
  version bigint not null default 1, -- internal | guards against lost updates | never
  created_at timestamptz not null, -- internal | when it came on the list | never
  created_by uuid, -- key | the account that put it there; empty for the machine | never
  merged_into uuid references rule_problem (id) -- key | the problem it was found to be the same as | never
);

-- What became of a problem, step by step; the last one holds.
create table rule_problem_step (
  id uuid not null primary key, -- key | names the step | never
  problem_id uuid not null references rule_problem (id), -- key | the problem | never
  number bigint not null, -- internal | counts the steps of one problem | never
  status text not null check (status in ('open', 'examined', 'taken_up', 'solved', 'kept')), -- internal | where it stands | never
  words text not null, -- internal | why, as the Land says it | never
  on_day date not null, -- internal | since which day | never
  recorded_at timestamptz not null, -- internal | when it was written down | never
  recorded_by uuid, -- key | the account that wrote it down; empty for the machine | never
  unique (problem_id, number)
);

-- Which lines of submissions speak of which problem. A line keeps its key as long as the
-- alliance says the same, so that sending again loses nothing.
create table rule_problem_line (
  line_id uuid not null primary key, -- key | the line of a submission | never
  problem_id uuid not null references rule_problem (id), -- key | the problem | never
  put_at timestamptz not null, -- internal | when it was put there | never
  put_by uuid -- key | the account that put it there; empty for the machine | never
);
create index rule_problem_line_of_problem on rule_problem_line (problem_id);
