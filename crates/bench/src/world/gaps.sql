-- Gives every alliance a summary of the needs-and-offers analysis, with gaps of every
-- theme: a measuring aid, SQLite only. Asked before the wave opened last, so that other
-- pages stay about that one. Run again it adds only what is missing.

insert into wave (id, title, instrument_key, instrument_version, deadline, asks, letter_subject, letter_body, planned_at, opened_at)
select unhex('01700000000070108000000000000001'), 'Bedarfe und Angebote', 'bedarfsanalyse', 1, '2019-08-15', 'all', 'Bedarfe', 'Bitte: [Adresse]',
  1530000000000000, 1530000000000000
where not exists (select 1 from wave w where w.id = unhex('01700000000070108000000000000001'));

insert into wave_asked (alliance_id, id, wave_id, state, letters, asked_at, answered_at, answered_on)
select a.id, randomblob(16), unhex('01700000000070108000000000000001'), 'complete', 1, 1530000000000000, 1561939200000000, '2019-07-01'
from alliance a where not exists (select 1 from wave_asked r where r.alliance_id = a.id and r.wave_id = unhex('01700000000070108000000000000001'));

insert into workbook (alliance_id, id, instrument_key, instrument_version, created_at)
select a.id, randomblob(16), 'bedarfsanalyse', 1, 1561939200000000 from alliance a
where not exists (select 1 from workbook w where w.alliance_id = a.id and w.instrument_key = 'bedarfsanalyse');

insert into submission (alliance_id, id, number, wave_id, workbook_id, instrument_key, instrument_version, passages, sha256, complete, submitted_at)
select w.alliance_id, randomblob(16), 1000, unhex('01700000000070108000000000000001'), w.id, 'bedarfsanalyse', 1, '', 'generated', 1, 1561939200000000
from workbook w where w.instrument_key = 'bedarfsanalyse'
and not exists (select 1 from submission s where s.alliance_id = w.alliance_id and s.wave_id = unhex('01700000000070108000000000000001'));

create temp table gap (measure text not null, what text not null, code text not null);

insert into temp.gap (measure, what, code) values
  ('luecke_lebenslage', 'answer', 'ja'), ('luecke_lebenslage', 'topic', 'zugang'), ('luecke_lebenslage', 'topic', 'kinder'),
  ('luecke_lebenslage', 'topic', 'gesundheit'), ('luecke_lebenslage', 'topic', 'wohnen'), ('luecke_lebenslage', 'topic', 'teilhabe'),
  ('luecke_beratung', 'answer', 'ja'), ('luecke_beratung', 'topic', 'migrationsberatung'), ('luecke_beratung', 'topic', 'jmd'),
  ('luecke_beratung', 'topic', 'case_management'), ('luecke_beratung', 'topic', 'bildungsberatung'), ('luecke_beratung', 'topic', 'psychosozial'),
  ('luecke_sprache', 'answer', 'ja'), ('luecke_sprache', 'topic', 'allgemein'), ('luecke_sprache', 'topic', 'beruf_fach'),
  ('luecke_sprache', 'topic', 'integrationskurse'), ('luecke_sprache', 'topic', 'atypische_zeiten'), ('luecke_sprache', 'topic', 'ehrenamt'),
  ('luecke_schule', 'answer', 'nein'), ('luecke_arbeit', 'answer', 'ja'), ('luecke_jugendhilfe', 'answer', 'nein');

insert into submission_gap (alliance_id, submission_id, wave_id, measure, what, code, kind, region_key, submitted_on)
select s.alliance_id, s.id, s.wave_id, g.measure, g.what, g.code, a.kind, substr(coalesce(a.district_key, a.municipality_ags), 1, 3), '2019-07-01'
from submission s join alliance a on a.id = s.alliance_id cross join temp.gap g
where s.wave_id = unhex('01700000000070108000000000000001')
and not exists (select 1 from submission_gap x where x.alliance_id = s.alliance_id and x.submission_id = s.id);

drop table temp.gap;
