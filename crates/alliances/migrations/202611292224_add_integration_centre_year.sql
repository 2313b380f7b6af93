-- Since when a district or city has its integration centre (KI), to cluster by (R-ALL-17).
alter table district add column integration_centre_since bigint; -- public | the year its integration centre (KI) opened; empty when unknown (R-ALL-17) | never
alter table municipality add column integration_centre_since bigint; -- public | the year its integration centre (KI) opened, for cities; empty when unknown (R-ALL-17) | never
