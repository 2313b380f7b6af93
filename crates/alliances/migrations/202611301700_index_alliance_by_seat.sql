-- Which alliance a municipality or district has is asked for many of them at once.
create index alliance_of_municipality on alliance (municipality_ags);
create index alliance_of_district on alliance (district_key);
