-- What is written to find out whether saving works: a row that stays the same
-- SQLite does not bring to disk.
alter table installation add column tried bigint not null default 0; -- internal | grows when it is tried whether saving works | never
