-- Work to be done after the commit that asked for it, above all mail.
create table job (
  id uuid not null primary key, -- key | names the job | 30 days after it is done
  kind text not null, -- internal | what to do | 30 days after it is done
  payload text not null, -- personal | what it needs (for mail: address and text) | emptied when done, except in the demo
  created_at timestamptz not null, -- internal | when it was asked for | 30 days after it is done
  run_at timestamptz not null, -- internal | not before | 30 days after it is done
  locked_until timestamptz, -- internal | a worker has it until then | 30 days after it is done
  attempts bigint not null default 0, -- internal | how often it was tried | 30 days after it is done
  done_at timestamptz, -- internal | when it was done or given up | 30 days after it is done
  failure text -- internal | why the last attempt failed; no addresses | 30 days after it is done
);
create index job_waiting on job (done_at, run_at);
