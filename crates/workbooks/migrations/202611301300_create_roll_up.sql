-- Roll-ups: a district asks its municipalities in one act (R-ALL-11, 12). What the
-- district asks stands with the district; what a municipality releases, declines or asks
-- for stands with the municipality's own alliance. Its answers are copied nowhere.
create table roll_up_request (
  alliance_id uuid not null, -- key | the tenant: the district's alliance | with the alliance
  id uuid not null, -- key | names the request | with the alliance
  instrument_key text not null, -- internal | which working aid | with the alliance
  instrument_version bigint not null, -- internal | in which version it was asked | with the alliance
  items text not null, -- internal | the uids of the questions asked, in the order of the form, as JSON | with the alliance
  why text not null, -- internal | why it is needed, in the office's words | with the alliance
  due_on date not null, -- internal | the last day, by the calendar of Europe/Berlin | with the alliance
  asked_at timestamptz not null, -- internal | when it was sent | with the alliance
  asked_by uuid, -- key | the account that sent it; empty for the machine | with the alliance
  primary key (alliance_id, id)
);
create index roll_up_request_of_aid on roll_up_request (alliance_id, instrument_key, asked_at);

create table roll_up_asked (
  alliance_id uuid not null, -- key | the tenant: the district's alliance | with the alliance
  request_id uuid not null, -- key | the request | with the alliance
  municipality_ags text not null, -- public | the municipality asked | with the alliance
  to_id uuid, -- key | the municipality's own alliance, where it has one | with the alliance
  assignment_id uuid, -- key | the assignment by which it answers, where it has none | with the alliance
  primary key (alliance_id, request_id, municipality_ags),
  foreign key (alliance_id, request_id) references roll_up_request (alliance_id, id),
  check ((to_id is null) <> (assignment_id is null))
);
create index roll_up_asked_of on roll_up_asked (to_id, request_id);
create index roll_up_asked_by_assignment on roll_up_asked (alliance_id, assignment_id);

-- What a municipality's alliance says to a request as a whole.
create table roll_up_reply (
  alliance_id uuid not null, -- key | the tenant: the municipality's alliance | with the alliance
  request_id uuid not null, -- key | the district's request | with the alliance
  state text not null, -- internal | open, declined or more_time | with the alliance
  reason text not null default '', -- confidential | why; can name people | with the alliance
  wanted date, -- internal | the last day wished for | with the alliance
  replied_at timestamptz not null, -- internal | when it was said | with the alliance
  replied_by uuid, -- key | the account that said it; empty for the machine | with the alliance
  version bigint not null default 1, -- internal | guards against lost updates | with the alliance
  primary key (alliance_id, request_id),
  check (state in ('open', 'declined', 'more_time'))
);

-- Which fields a municipality's alliance lets the district read. Without a row nothing is
-- read; taken away, it is not read at the next request.
create table roll_up_release (
  alliance_id uuid not null, -- key | the tenant: the municipality's alliance | with the alliance
  request_id uuid not null, -- key | the district's request | with the alliance
  item text not null, -- internal | the uid of the question | with the alliance
  field text not null, -- internal | the uid of a field of it | with the alliance
  figure text not null default '', -- internal | the key of the figure it asks for, where it does | with the alliance
  position bigint not null default 0, -- internal | its place among the fields of the question | with the alliance
  released_at timestamptz not null, -- internal | when | with the alliance
  released_by uuid, -- key | the account that did; empty for the machine | with the alliance
  primary key (alliance_id, request_id, item, field)
);
-- Each question once, by its first field.
create index roll_up_release_first on roll_up_release (alliance_id, request_id, position, item);

-- Remarks beside entries: never instead of them, and read by both sides.
create table roll_up_comment (
  alliance_id uuid not null, -- key | the tenant: who wrote it | with the alliance
  id uuid not null, -- key | names the remark | with the alliance
  request_id uuid not null, -- key | the district's request | with the alliance
  municipality_ags text not null, -- public | the municipality it is about | with the alliance
  item text not null, -- internal | the uid of the question it is about | with the alliance
  words text not null, -- confidential | the remark; can name people | with the alliance
  written_at timestamptz not null, -- internal | when | with the alliance
  written_by uuid, -- key | the account that wrote it; empty for the machine | with the alliance
  primary key (alliance_id, id)
);
create index roll_up_comment_about on roll_up_comment (request_id, municipality_ags, item);

-- What a municipality's alliance may read: what it was asked.
create view published_roll_up_request as
  select q.to_id as asked_id, q.municipality_ags, t.alliance_id as district_id, t.id as request_id, t.instrument_key,
  t.instrument_version, t.items, t.why, t.due_on, t.asked_at
  from roll_up_asked q join roll_up_request t on t.alliance_id = q.alliance_id and t.id = q.request_id
  where q.to_id is not null;

-- What the district may read: what its municipalities said to a request ...
create view published_roll_up_reply as
  select q.alliance_id as district_id, q.request_id, q.municipality_ags, y.state, y.reason, y.wanted
  from roll_up_asked q join roll_up_reply y on y.alliance_id = q.to_id and y.request_id = q.request_id;

-- ... the answers they have released, as they stand ...
create view published_roll_up_answer as
  select q.alliance_id as district_id, q.request_id, q.municipality_ags, r.item, r.field, a.value, a.changed_at
  from roll_up_asked q
  join roll_up_request t on t.alliance_id = q.alliance_id and t.id = q.request_id
  join roll_up_release r on r.alliance_id = q.to_id and r.request_id = q.request_id and r.figure = ''
  join workbook w on w.alliance_id = q.to_id and w.instrument_key = t.instrument_key
  join answer a on a.alliance_id = q.to_id and a.workbook_id = w.id and a.item = r.field
  where a.value is not null;

-- ... and the figures: of each the number that counts. As in published_figure none from
-- 1 to 4, and none at all of what is counted where one of its numbers is or was that small.
create view published_roll_up_figure as
  select q.alliance_id as district_id, q.request_id, q.municipality_ags, r.item, r.field, f.as_of,
  case when exists (select 1 from figure s where s.alliance_id = f.alliance_id and s.place = f.place
    and s.what = f.what and s.value > 0 and s.value < 5) then null else f.value end as value,
  case when f.value is not null and exists (select 1 from figure s where s.alliance_id = f.alliance_id
    and s.place = f.place and s.what = f.what and s.value > 0 and s.value < 5) then 'withheld' else f.absence end as absence,
  f.recorded_at as changed_at
  from roll_up_asked q
  join roll_up_release r on r.alliance_id = q.to_id and r.request_id = q.request_id and r.figure <> ''
  join figure f on f.alliance_id = q.to_id and f.place = q.municipality_ags and f.key = r.figure
  where (f.value is not null or f.absence is not null)
  and not exists (select 1 from figure h where h.alliance_id = f.alliance_id and h.place = f.place
    and h.key = f.key and h.as_of = f.as_of and h.number > f.number)
  and not exists (select 1 from figure g where g.alliance_id = f.alliance_id and g.place = f.place
    and g.key = f.key and g.as_of > f.as_of and (g.value is not null or g.absence is not null)
    and not exists (select 1 from figure k where k.alliance_id = g.alliance_id and k.place = g.place
      and k.key = g.key and k.as_of = g.as_of and k.number > g.number));

-- Which released questions have an entry: for the overview, without what it says. Each
-- question once, looked into until the first field that has one.
create view published_roll_up_told as
  select q.alliance_id as district_id, t.instrument_key, q.request_id, q.municipality_ags, i.item
  from roll_up_asked q
  join roll_up_request t on t.alliance_id = q.alliance_id and t.id = q.request_id
  join roll_up_release i on i.alliance_id = q.to_id and i.request_id = q.request_id and i.position = 0
  left join workbook w on w.alliance_id = q.to_id and w.instrument_key = t.instrument_key
  where exists (select 1 from roll_up_release r join answer a on a.alliance_id = r.alliance_id and a.workbook_id = w.id
    and a.item = r.field and a.value is not null
    where r.alliance_id = q.to_id and r.request_id = q.request_id and r.item = i.item and r.figure = '')
  or exists (select 1 from roll_up_release r join figure f on f.alliance_id = r.alliance_id
    and f.place = q.municipality_ags and f.key = r.figure and (f.value is not null or f.absence is not null)
    where r.alliance_id = q.to_id and r.request_id = q.request_id and r.item = i.item and r.figure <> '');

-- Both sides read what was remarked beside an entry.
create view published_roll_up_comment as
  select q.alliance_id as district_id, q.to_id as asked_id, c.id, c.request_id, c.municipality_ags, c.item, c.words,
  c.written_at, c.alliance_id as written_in
  from roll_up_asked q
  join roll_up_comment c on c.request_id = q.request_id and c.municipality_ags = q.municipality_ags
  and (c.alliance_id = q.alliance_id or c.alliance_id = q.to_id);
