-- What others may read: whom to write to at an organisation of the same alliance.
create view published_contact as
  select c.alliance_id, c.id as contact_id, c.organisation_id, c.name, c.email from contact c;

-- What others may read: how the coordination office of the same alliance is reached.
create view published_office as
  select o.alliance_id, o.name, o.institution, o.phone, o.email from office o;
