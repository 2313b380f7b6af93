-- A district whose 46 municipalities were asked every question of the needs-and-offers
-- analysis and have answered all: 36 from alliances of their own, ten by personal link.
-- A measuring aid, SQLite only. $1: answers to all questions, as JSON.

create temp table said (item text not null, field text not null, figure text not null, position integer not null, value text not null, number integer, primary key (item, field));

insert into temp.said (item, field, figure, position, value, number)
select j.value ->> '$.item', j.value ->> '$.field', j.value ->> '$.figure', j.value ->> '$.position', j.value ->> '$.value', j.value ->> '$.number'
from json_each($1) j;

create temp table place (p integer not null primary key, ags text not null, id blob);

with recursive n (p) as (select 1 union all select p + 1 from n where p < 46)
insert into temp.place (p, ags, id)
select p, printf('14150%03d', p), case when p <= 36 then unhex(printf('0173%08x70018000%012x', p, p)) end from n;

insert into region (key, name) values ('141', 'Musterbezirk 141');

insert into district (key, name, kind, region_key, population, part) values ('14150', 'Kreis Sechsundvierzig', 'kreis', '141', 500000, 'rhineland');

insert into municipality (ags, name, official_name, sort_name, kind, counts_as_city, district_key, region_key, population, area_ha, part)
select ags, printf('Weiler %d', p), printf('Weiler %d, Gemeinde', p), printf('weiler %02d', p), 'district_municipality', 0, '14150', '141', 8000 + p * 37, 3000, 'rhineland'
from temp.place;

insert into alliance (id, slug, name, sort_name, kind, municipality_ags, district_key)
select unhex('01730000000070018000000000000000'), 'kreis-sechsundvierzig', 'Kreis Sechsundvierzig', 'kreis sechsundvierzig', 'district', null, '14150'
union all
select id, printf('weiler-%d', p), printf('Weiler %d', p), printf('weiler %02d', p), 'municipality', ags, null from temp.place where id is not null;

insert into accession (alliance_id, id, municipality_ags, district_key, kind, on_date, recorded_at, note)
select a.id, randomblob(16), a.municipality_ags, a.district_key, 'joined', '2018-10-01', 1538388000000000, 'Beschluss vom 01.10.2018'
from alliance a where a.district_key = '14150' or a.id in (select id from temp.place);

insert into roll_up_request (alliance_id, id, instrument_key, instrument_version, items, why, due_on, asked_at)
select unhex('01730000000070018000000000000000'), unhex('01730000000070028000000000000000'), 'bedarfsanalyse', 1,
  (select json_group_array(item) from (select distinct item from temp.said)), 'gemessen im Kreis', '2039-06-30', 1561888800000000;

insert into assignment (alliance_id, id, instrument_key, instrument_version, organisation, municipality_ags, voice, why, due_on, state, asked_at, answered_at)
select unhex('01730000000070018000000000000000'), unhex(printf('0173%08x70038000%012x', p, p)), 'bedarfsanalyse', 1, printf('Weiler %d', p), ags, 'municipality',
  'gemessen im Kreis', '2039-06-30', 'delivered', 1561888800000000, 1562493600000000
from temp.place where id is null;

insert into assignment_item (alliance_id, assignment_id, item, position)
select unhex('01730000000070018000000000000000'), unhex(printf('0173%08x70038000%012x', p, p)), i.item, i.at
from temp.place cross join (select item, row_number() over (order by min(rowid)) as at from temp.said group by item) i where id is null;

insert into contribution (alliance_id, assignment_id, item, id, value, changed_at)
select unhex('01730000000070018000000000000000'), unhex(printf('0173%08x70038000%012x', p, p)), s.field, randomblob(16), s.value, 1562493600000000
from temp.place cross join temp.said s where id is null;

insert into roll_up_asked (alliance_id, request_id, municipality_ags, to_id, assignment_id)
select unhex('01730000000070018000000000000000'), unhex('01730000000070028000000000000000'), ags, id,
  case when id is null then unhex(printf('0173%08x70038000%012x', p, p)) end
from temp.place;

insert into workbook (alliance_id, id, instrument_key, instrument_version, created_at)
select id, randomblob(16), 'bedarfsanalyse', 1, 1561939200000000 from temp.place where id is not null;

insert into answer (alliance_id, workbook_id, item, id, value, version, changed_at)
select w.alliance_id, w.id, s.field, randomblob(16), s.value, 1, 1561939200000000
from temp.place p join workbook w on w.alliance_id = p.id cross join temp.said s where s.figure = '';

insert into figure (alliance_id, id, place, key, what, number, as_of, value, source, way, recorded_at)
select p.id, randomblob(16), p.ags, s.figure, substr(s.figure, 1, instr(s.figure || '/', '/') - 1), 1, '2019-06-30', max(s.number) + p.p,
  'Ausländerbehörde', 'form', 1561939200000000
from temp.place p cross join temp.said s where p.id is not null and s.figure <> '' group by p.id, p.ags, p.p, s.figure;

insert into roll_up_release (alliance_id, request_id, item, field, figure, position, released_at)
select p.id, unhex('01730000000070028000000000000000'), s.item, s.field, s.figure, s.position, 1562493600000000
from temp.place p cross join temp.said s where p.id is not null;

drop table temp.said;

drop table temp.place;
