-- What others may read: the names of organisations, to say for whom somebody speaks.
create view published_organisation as
  select o.alliance_id, o.id as organisation_id, o.name, o.sort_name from organisation o
  where o.removed_at is null and o.merged_into is null;
