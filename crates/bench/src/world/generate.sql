-- Generates alliances around the demo state: a measuring aid, SQLite only.
-- Of 28 alliances one is a district's, one a city's, 26 are municipalities' of that
-- district; two more municipalities have joined the district. Keys begin with the
-- digits of other Länder. Ids look like UUIDv7: ordered, and different per table.

create temp table made (
  i integer not null primary key,
  kind text not null,
  id blob not null,
  district text not null,
  seat text not null,
  name text not null,
  slug text not null,
  state text not null
);

with recursive
  n (i) as (select 0 union all select i + 1 from n where i + 1 < $1),
  placed as (
    select i, i / 28 as d, i % 28 as p,
      printf('%02d%d%02d', 6 + i / 28 / 90, 1 + i / 28 % 90 / 10, 50 + i / 28 % 10) as district,
      printf('%02d%d%02d000', 6 + i / 28 / 90, 1 + i / 28 % 90 / 10, 10 + i / 28 % 10) as city
    from n)
insert into temp.made (i, kind, id, district, seat, name, slug, state)
select i,
  case p when 0 then 'district' when 27 then 'city' else 'municipality' end,
  unhex(printf('0170%08x70018000%012x', i, i)),
  district,
  case p when 0 then district when 27 then city else printf('%s%03d', district, p) end,
  case p when 0 then printf('Musterkreis %d', d) when 27 then printf('Musterstadt %d', d) else printf('Musterdorf %d an der %d', p, d) end,
  case p when 0 then printf('musterkreis-%d', d) when 27 then printf('musterstadt-%d', d) else printf('musterdorf-%d-%d', p, d) end,
  case when i % 100 < 78 then 'complete' when i % 100 < 83 then 'partial' when i % 100 < 97 then 'outstanding' else 'declined' end
from placed;

create temp table asked (wave blob not null, template blob not null, submission blob not null, asked_at integer not null, instrument text not null, version integer not null);

-- The wave opened last, and the complete submission with the most codes to copy from.
insert into temp.asked (wave, template, submission, asked_at, instrument, version)
select w.wave_id, s.alliance_id, s.submission_id, w.opened_at, w.instrument_key, w.instrument_version
from published_wave w join published_submission s on s.wave_id = w.wave_id
where s.complete order by w.opened_at desc,
  (select count(*) from published_submission_value v where v.submission_id = s.submission_id) desc limit 1;

create temp table ten (k integer not null primary key);

insert into temp.ten (k) values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9);

create temp table sort_of_actor (at integer not null primary key, key text not null, label text not null, area text not null);

insert into temp.sort_of_actor (at, key, label, area)
select row_number() over (order by position) - 1, key, label, area from published_actor_type;

create temp table actor (i integer not null, k integer not null, key text not null, label text not null, area text not null, primary key (i, k));

insert into temp.actor (i, k, key, label, area)
select m.i, t.k, s.key, s.label, s.area from temp.made m cross join temp.ten t
join temp.sort_of_actor s on s.at = (m.i * 7 + t.k * 5) % (select count(*) from temp.sort_of_actor);

-- Territory.

insert into region (key, name) select distinct substr(district, 1, 3), 'Musterbezirk ' || substr(district, 1, 3) from temp.made;

insert into district (key, name, kind, region_key, population, part)
select distinct district, 'Musterkreis ' || district, 'kreis', substr(district, 1, 3), 280000, 'rhineland' from temp.made;

insert into municipality (ags, name, official_name, sort_name, kind, counts_as_city, district_key, region_key, population, area_ha, part)
select seat, name, name || ', Gemeinde', lower(name), case kind when 'city' then 'independent_city' else 'district_municipality' end,
  kind = 'city', case kind when 'city' then null else district end, substr(district, 1, 3), 8000 + i % 4000, 3000, 'rhineland'
from temp.made where kind <> 'district'
union all
select printf('%s%03d', m.district, 901 + t.k), printf('Musterau %d bei %s', t.k + 1, m.district), printf('Musterau %d bei %s, Gemeinde', t.k + 1, m.district),
  printf('musterau %d bei %s', t.k + 1, m.district), 'district_municipality', 0, m.district, substr(m.district, 1, 3), 6000, 3000, 'rhineland'
from temp.made m join temp.ten t on t.k < 2 where m.kind = 'district';

-- Alliances, accessions, offices, people.

insert into alliance (id, slug, name, sort_name, kind, municipality_ags, district_key)
select id, slug, name, lower(name) || ' ' || slug, kind, case kind when 'district' then null else seat end, case kind when 'district' then seat end
from temp.made;

insert into accession (alliance_id, id, municipality_ags, district_key, kind, on_date, recorded_at, note)
select id, unhex(printf('0170%08x70028000%012x', i, 0)), case kind when 'district' then null else seat end, case kind when 'district' then seat end,
  'joined', '2018-10-01', 1538388000000000, 'Beschluss des Rates vom 01.10.2018'
from temp.made
union all
select m.id, unhex(printf('0170%08x70028000%012x', m.i, 1 + t.k)), printf('%s%03d', m.district, 901 + t.k), null,
  'joined', '2019-02-01', 1549015200000000, 'Beschluss des Rates vom 01.02.2019'
from temp.made m join temp.ten t on t.k < 2 where m.kind = 'district';

insert into office (alliance_id, id, name, institution, address, phone, email)
select id, unhex(printf('0170%08x70038000%012x', i, 0)), 'Kim Beispiel', 'Sozialamt ' || name, 'Musterstraße 1', '0000 123456', 'gfs@' || slug || '.example'
from temp.made;

insert into office_placement (alliance_id, placement)
select id, case i % 3 when 0 then 'social_affairs' when 1 then 'integration' else 'other' end from temp.made;

insert into board_lead (alliance_id, id, name, institution, address, phone, email)
select id, unhex(printf('0170%08x70048000%012x', i, 0)), 'Alex Beispiel', 'Verwaltungsvorstand ' || name, 'Musterstraße 2', '0000 123400', 'vorstand@' || slug || '.example'
from temp.made;

insert into person (id, email, name, sort_name, created_at)
select unhex(printf('0170%08x70058000%012x', i, 0)), 'gfs@' || slug || '.example', 'GfS ' || name, lower(name), 1538388000000000 from temp.made;

insert into role_held (id, person_id, role, alliance_id, since)
select unhex(printf('0170%08x70068000%012x', i, 0)), unhex(printf('0170%08x70058000%012x', i, 0)), 'office', id, '2018-10-01' from temp.made;

-- Directories with ten organisations each, all in the core group.

insert into organisation (alliance_id, id, name, sort_name, actor_type, area, cooperates, intended_core_group, knows_situation, can_decide, taking_part)
select m.id, unhex(printf('0170%08x70078000%012x', m.i, a.k)), a.label || ' ' || m.name, lower(a.label || ' ' || m.name), a.key, a.area,
  a.k % 3 <> 2, 1, a.k % 2 = 0, a.k % 4 = 0, 'yes'
from temp.made m join temp.actor a on a.i = m.i;

insert into core_membership (alliance_id, id, organisation_id, since)
select m.id, unhex(printf('0170%08x70088000%012x', m.i, a.k)), unhex(printf('0170%08x70078000%012x', m.i, a.k)), '2019-03-01'
from temp.made m join temp.actor a on a.i = m.i;

-- Everybody is asked; those who answered have a working copy and a submission.

insert into wave_asked (alliance_id, id, wave_id, state, declined_reason, declined_through, letters, asked_at, answered_at, answered_on)
select m.id, unhex(printf('0170%08x70098000%012x', m.i, 0)), a.wave, m.state, case m.state when 'declined' then 'Keine Kerngruppe geplant.' else '' end,
  case m.state when 'declined' then 'office' else '' end, 1, a.asked_at,
  case m.state when 'outstanding' then null else 1561939200000000 end, case m.state when 'outstanding' then null else '2019-07-01' end
from temp.made m, temp.asked a;

insert into workbook (alliance_id, id, instrument_key, instrument_version, created_at)
select m.id, unhex(printf('0170%08x700a8000%012x', m.i, 0)), a.instrument, a.version, 1561939200000000
from temp.made m, temp.asked a where m.state in ('complete', 'partial');

insert into answer (alliance_id, workbook_id, item, id, value, version, changed_at)
select m.id, unhex(printf('0170%08x700a8000%012x', m.i, 0)), t.item, unhex(printf('0170%08x700b8000%012x', m.i, row_number() over (partition by m.i order by t.item))),
  t.value, 1, 1561939200000000
from temp.made m, temp.asked a join answer t on t.alliance_id = a.template where m.state in ('complete', 'partial');

insert into submission (alliance_id, id, number, wave_id, workbook_id, instrument_key, instrument_version, passages, sha256, complete, submitted_at)
select m.id, unhex(printf('0170%08x700c8000%012x', m.i, 0)), 1, a.wave, unhex(printf('0170%08x700a8000%012x', m.i, 0)), a.instrument, a.version,
  s.passages, s.sha256, m.state = 'complete', 1561939200000000
from temp.made m, temp.asked a join submission s on s.alliance_id = a.template and s.id = a.submission where m.state in ('complete', 'partial');

insert into submission_value (alliance_id, submission_id, position, measure, value)
select m.id, unhex(printf('0170%08x700c8000%012x', m.i, 0)), v.position, v.measure, v.value
from temp.made m, temp.asked a join submission_value v on v.alliance_id = a.template and v.submission_id = a.submission
where m.state in ('complete', 'partial') and v.measure <> 'core_group_actors'
union all
select m.id, unhex(printf('0170%08x700c8000%012x', m.i, 0)), 1000 + a.k, 'core_group_actors', a.key
from temp.made m join temp.actor a on a.i = m.i where m.state in ('complete', 'partial');

-- Traces of the work that led here: ten changes and ten lines of the audit each.

insert into history_key (row_id, sealing_key)
select unhex(printf('0170%08x700d8000%012x', m.i, t.k)), randomblob(32) from temp.made m cross join temp.ten t;

insert into history (id, alliance_id, subject, row_id, field, changed_at, acted_as, after_sealed)
select unhex(printf('0170%08x700e8000%012x', m.i, t.k)), m.id, 'answer', unhex(printf('0170%08x700d8000%012x', m.i, t.k)), 'STR-2.4',
  1561939200000000, 'EditWorkbook', randomblob(160)
from temp.made m cross join temp.ten t;

insert into audit (id, at, alliance_id, permission, subject)
select unhex(printf('0170%08x700f8000%012x', m.i, t.k)), 1561939200000000, m.id, 'EditWorkbook', 'answer strukturen STR-2.4 saved'
from temp.made m cross join temp.ten t;

drop table temp.actor;

drop table temp.sort_of_actor;

drop table temp.ten;

drop table temp.asked;

drop table temp.made;
