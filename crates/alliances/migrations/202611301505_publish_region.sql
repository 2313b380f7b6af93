-- What others may read: the Regierungsbezirke by name.
create view published_region as select key, name from region;
