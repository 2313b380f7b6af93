-- Who of an alliance works on its working aids, to be asked for something. Read inside
-- the alliance.
create view published_colleague as
  select distinct r.alliance_id, p.id as person_id, p.name, p.sort_name from role_held r
  join person p on p.id = r.person_id
  where r.role in ('board_lead', 'office', 'deputy', 'core_group_member')
  and r.until is null and p.closed_at is null;
