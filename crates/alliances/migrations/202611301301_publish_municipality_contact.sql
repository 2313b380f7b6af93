-- What others may read: whom the same alliance has named to speak for a municipality.
create view published_municipality_contact as
  select c.alliance_id, c.id as contact_id, c.municipality_ags, c.topic, c.name, c.email from municipality_contact c
  where c.removed_at is null and c.email <> '';
