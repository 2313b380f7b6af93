-- Schools carry their official number (NRW Schulnummer), so that two alliances can see
-- that they asked the same one (R-CON-02).
alter table organisation add column school_number text not null default ''; -- public | its official number of six digits, where it is a school | with the alliance
create index organisation_by_school_number on organisation (alliance_id, school_number);

-- What others may read: who there is to ask, by name, type and number.
drop view published_organisation;
create view published_organisation as
  select o.alliance_id, o.id as organisation_id, o.name, o.sort_name, o.actor_type, o.school_number from organisation o
  where o.removed_at is null and o.merged_into is null;
