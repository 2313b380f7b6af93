-- Serial mail lets single letters pass: the next of either is found at once, however many wait.
drop index job_waiting;
create index job_waiting on job (done_at, kind, run_at);
