-- Every line of the audit is chained to the one before it, so that none can be
-- changed, taken out or exchanged unnoticed. Lines written before have no number;
-- the chain begins with a seal over all of them.
alter table audit add column sequence bigint; -- internal | place in the chain; empty before the chain began | never
alter table audit add column role text; -- internal | the role it was done in | never
alter table audit add column channel text; -- internal | page, api, file, mail, job or console | never
alter table audit add column fields text; -- internal | names of the fields read or changed; no values | never
alter table audit add column reason text; -- internal | why personal data were shown | never
alter table audit add column seal bytea; -- internal | SHA-256 over this line and the seal before it | never
create unique index audit_in_order on audit (sequence);
create index audit_of_person on audit (person_id, at);

-- Where the chain ends. One row.
create table audit_head (
  id bigint not null primary key, -- key | always 1 | never
  sequence bigint not null, -- internal | the last line's number | never
  seal bytea -- internal | the last line's seal; empty before the first | never
);
insert into audit_head (id, sequence) values (1, 0);
