-- Where letters to the state coordination go: those of it who have an open account.
-- Read by those who queue such letters, and shown to nobody.
create view published_coordination_address as
  select distinct p.id as person_id, p.name, p.email from role_held r
  join person p on p.id = r.person_id
  where r.role = 'state_coordination' and r.until is null and p.closed_at is null and p.email is not null;
