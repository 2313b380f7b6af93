-- Where letters to those who steer go: ministry and state coordination with an open
-- account. Read by those who queue such letters, and shown to nobody.
create view published_steering_address as
  select distinct p.id as person_id, p.name, p.email from role_held r
  join person p on p.id = r.person_id
  where r.role in ('ministry', 'state_coordination') and r.until is null and p.closed_at is null and p.email is not null;
