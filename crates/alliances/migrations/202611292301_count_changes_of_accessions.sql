-- Changes that make computed results of the territory, the accessions and the
-- catalogue of actor types outdated are counted.
insert into revision (subject, number) values ('territory', 0);

-- sqlite:
create trigger region_counts_insert after insert on region begin update revision set number = number + 1 where subject = 'territory'; end;
create trigger region_counts_update after update on region begin update revision set number = number + 1 where subject = 'territory'; end;
create trigger region_counts_delete after delete on region begin update revision set number = number + 1 where subject = 'territory'; end;
create trigger district_counts_insert after insert on district begin update revision set number = number + 1 where subject = 'territory'; end;
create trigger district_counts_update after update on district begin update revision set number = number + 1 where subject = 'territory'; end;
create trigger district_counts_delete after delete on district begin update revision set number = number + 1 where subject = 'territory'; end;
create trigger municipality_counts_insert after insert on municipality begin update revision set number = number + 1 where subject = 'territory'; end;
create trigger municipality_counts_update after update on municipality begin update revision set number = number + 1 where subject = 'territory'; end;
create trigger municipality_counts_delete after delete on municipality begin update revision set number = number + 1 where subject = 'territory'; end;
-- postgres:
create trigger region_counts after insert or update or delete on region for each statement execute function count_change('territory');
create trigger district_counts after insert or update or delete on district for each statement execute function count_change('territory');
create trigger municipality_counts after insert or update or delete on municipality for each statement execute function count_change('territory');
-- end

insert into revision (subject, number) values ('accessions', 0);

-- sqlite:
create trigger alliance_counts_insert after insert on alliance begin update revision set number = number + 1 where subject = 'accessions'; end;
create trigger alliance_counts_update after update on alliance begin update revision set number = number + 1 where subject = 'accessions'; end;
create trigger alliance_counts_delete after delete on alliance begin update revision set number = number + 1 where subject = 'accessions'; end;
create trigger accession_counts_insert after insert on accession begin update revision set number = number + 1 where subject = 'accessions'; end;
create trigger accession_counts_update after update on accession begin update revision set number = number + 1 where subject = 'accessions'; end;
create trigger accession_counts_delete after delete on accession begin update revision set number = number + 1 where subject = 'accessions'; end;
-- postgres:
create trigger alliance_counts after insert or update or delete on alliance for each statement execute function count_change('accessions');
create trigger accession_counts after insert or update or delete on accession for each statement execute function count_change('accessions');
-- end

insert into revision (subject, number) values ('catalogue', 0);

-- sqlite:
create trigger actor_type_counts_insert after insert on actor_type begin update revision set number = number + 1 where subject = 'catalogue'; end;
create trigger actor_type_counts_update after update on actor_type begin update revision set number = number + 1 where subject = 'catalogue'; end;
create trigger actor_type_counts_delete after delete on actor_type begin update revision set number = number + 1 where subject = 'catalogue'; end;
-- postgres:
create trigger actor_type_counts after insert or update or delete on actor_type for each statement execute function count_change('catalogue');
-- end
