-- Where letters to those who speak for a municipality go. Read by those who queue
-- such letters, and shown to nobody.
create view published_municipality_contact_address as
  select r.alliance_id, r.municipality_ags, p.id as person_id, p.name, p.email from role_held r
  join person p on p.id = r.person_id
  where r.role = 'municipality_contact' and r.until is null and p.closed_at is null and p.email is not null;

-- Where letters to the lead member of the executive board go.
create view published_board_lead_address as
  select r.alliance_id, p.id as person_id, p.name, p.email from role_held r
  join person p on p.id = r.person_id
  where r.role = 'board_lead' and r.until is null and p.closed_at is null and p.email is not null;
