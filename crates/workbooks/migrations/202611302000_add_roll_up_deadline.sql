-- More time for one municipality: its alliance asks for it, the district answers. The
-- wish stands with the municipality's alliance, the answer with the district.
alter table roll_up_asked add column due_on date; -- internal | the last day given to this municipality alone; empty where everybody's holds | with the alliance
alter table roll_up_asked add column answer text not null default ''; -- confidential | what the district says to a wish for more time; can name people | with the alliance
alter table roll_up_asked add column answered_at timestamptz; -- internal | when it last answered one | with the alliance
alter table roll_up_asked add column answered_by uuid; -- key | the account that did; empty for the machine | with the alliance
alter table roll_up_asked add column version bigint not null default 1; -- internal | guards against lost updates | with the alliance

drop view published_roll_up_request;
create view published_roll_up_request as
  select q.to_id as asked_id, q.municipality_ags, t.alliance_id as district_id, t.id as request_id, t.instrument_key,
  t.instrument_version, t.items, t.why, coalesce(q.due_on, t.due_on) as due_on, t.asked_at, q.answer, q.answered_at
  from roll_up_asked q join roll_up_request t on t.alliance_id = q.alliance_id and t.id = q.request_id
  where q.to_id is not null;

-- A wish is open until the district answers it.
drop view published_roll_up_reply;
create view published_roll_up_reply as
  select q.alliance_id as district_id, q.request_id, q.municipality_ags,
  case when y.state = 'more_time' and q.answered_at >= y.replied_at then 'open' else y.state end as state,
  case when y.state = 'more_time' and q.answered_at >= y.replied_at then '' else y.reason end as reason,
  case when y.state = 'more_time' and q.answered_at >= y.replied_at then null else y.wanted end as wanted
  from roll_up_asked q join roll_up_reply y on y.alliance_id = q.to_id and y.request_id = q.request_id;
