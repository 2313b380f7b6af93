-- Questions handed out to thirty contributors of every alliance, who have delivered, and
-- to one more, whose link is opened; figures over three days. A measuring aid, SQLite
-- only. Alliances that have them are passed by. $1: answers to some questions, as JSON.

create temp table giver (i integer not null primary key, id blob not null, place text not null);

insert into temp.giver (i, id, place)
select row_number() over (order by a.id), a.id, coalesce(a.municipality_ags, a.district_key)
from alliance a
where not exists (select 1 from assignment s where s.alliance_id = a.id and s.why = 'gemessen');

create temp table contributor (k integer not null primary key);

-- The last one has not answered yet.
with recursive n (k) as (select 0 union all select k + 1 from n where k < 30)
insert into temp.contributor (k) select k from n;

create temp table handed (at integer not null primary key, item text not null, value text, every integer not null);

-- What is asked, and which of them has answered it: all, every second, nobody.
insert into temp.handed (at, item, value, every) values
(1, 'BAA-2.3', '"Am ehesten nach dem Sprachkurs und im Begegnungscafé am Freitag, sagt Träger #."', 1),
(2, 'BAA-4.1', null, 1),
(3, 'BAA-4.2', '"ja"', 2),
(4, 'BAA-5.2', '"Es fehlen Kurse am Abend und Plätze für junge Eltern, zuletzt # im Jahr."', 1),
(5, 'BAA-5.2.1', null, 1);

update temp.handed set value = (select j.value ->> '$.value' from json_each($1) j where j.value ->> '$.field' = handed.item)
where item = 'BAA-4.1';

-- Ids are numbered by alliance, contributor and kind, beside those that are there already.
insert into assignment (alliance_id, id, instrument_key, instrument_version, organisation, voice, why, due_on, state, asked_at, answered_at)
select g.id, unhex(printf('0172%08x70018000%012x', g.i, c.k)), 'bedarfsanalyse', 1, 'Träger ' || c.k,
  case c.k % 5 when 0 then 'volunteers' when 1 then 'refugees' else 'partners' end, 'gemessen', '2039-06-30',
  case c.k when 30 then 'opened' else 'delivered' end, 1561888800000000, case c.k when 30 then null else 1562493600000000 end
from temp.giver g cross join temp.contributor c;

insert into assignment_item (alliance_id, assignment_id, item, position)
select g.id, unhex(printf('0172%08x70018000%012x', g.i, c.k)), h.item, h.at
from temp.giver g cross join temp.contributor c cross join temp.handed h;

insert into assignment_link (alliance_id, id, assignment_id, name, email, created_at, expires_at)
select g.id, unhex(printf('0172%08x70028000%012x', g.i, c.k)), unhex(printf('0172%08x70018000%012x', g.i, c.k)),
  'Kim Beispiel', 'kim' || c.k || '@traeger.example', 1561888800000000, 2208988800000000
from temp.giver g cross join temp.contributor c;

insert into assignment_letter (alliance_id, id, assignment_id, link_id, kind, due_on, token_hash, sent_at)
select g.id, unhex(printf('0172%08x70038000%012x', g.i, c.k)), unhex(printf('0172%08x70018000%012x', g.i, c.k)),
  unhex(printf('0172%08x70028000%012x', g.i, c.k)), 'asked', '2039-06-30', lower(hex(randomblob(32))), 1561888800000000
from temp.giver g cross join temp.contributor c;

insert into contribution (alliance_id, assignment_id, item, id, value, changed_at)
select g.id, unhex(printf('0172%08x70018000%012x', g.i, c.k)), h.item, unhex(printf('0172%08x7004%04x%012x', g.i, 32768 + h.at, c.k)),
  replace(h.value, '#', c.k), 1562493600000000
from temp.giver g cross join temp.contributor c cross join temp.handed h
where h.value is not null and c.k < 30 and c.k % h.every = 0;

create temp table counted (at integer not null primary key, status text not null);

insert into temp.counted (at, status) values (1, 'gestattung'), (2, 'duldung'), (3, 'aufenthaltserlaubnis');

create temp table counted_on (at integer not null primary key, day text not null);

insert into temp.counted_on (at, day) values (1, '2019-05-31'), (2, '2019-06-30'), (3, '2019-07-31');

insert into figure (alliance_id, id, place, key, what, number, as_of, value, source, way, recorded_at)
select g.id, unhex(printf('0172%08x7005%04x%012x', g.i, 32768 + s.at, d.at)), g.place, 'zielgruppe/status=' || s.status, 'zielgruppe',
  d.at, d.day, 40 + g.i % 50 + d.at, 'Ausländerbehörde', 'delivery', 1564560000000000
from temp.giver g cross join temp.counted s cross join temp.counted_on d
where g.place is not null and not exists (select 1 from figure f where f.alliance_id = g.id);

drop table temp.giver;

drop table temp.contributor;

drop table temp.handed;

drop table temp.counted;

drop table temp.counted_on;
