-- Who of an alliance works on its working aids, by which role, and where letters to them
-- go. Read inside the alliance by those who queue such letters; addresses are shown to
-- nobody.
create view published_colleague_address as
  select r.alliance_id, p.id as person_id, p.name, p.sort_name, r.role, p.email from role_held r
  join person p on p.id = r.person_id
  where r.role in ('board_lead', 'office', 'deputy', 'core_group_member')
  and r.until is null and p.closed_at is null;
