-- Where letters to an alliance's office go: its office and deputies who have an
-- open account. Read by those who queue such letters, and shown to nobody.
create view published_office_address as
  select r.alliance_id, p.id as person_id, p.name, p.email from role_held r
  join person p on p.id = r.person_id
  where r.role in ('office', 'deputy') and r.until is null and p.closed_at is null and p.email is not null;
