-- How often the rows of a subject have changed: results computed from them are
-- kept as long as the number stays. Raised by triggers on the subject's tables.
create table revision (
  subject text not null primary key, -- internal | what is counted: territory, accessions, returns, catalogue | never
  number bigint not null -- internal | grows with every change | never
);

-- postgres:
create function count_change() returns trigger language plpgsql as $$
begin update revision set number = number + 1 where subject = tg_argv[0]; return null; end $$;
-- end
