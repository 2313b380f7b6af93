-- What an edition of the official directory tells besides, and what the Land adds.
alter table region add column seat text not null default ''; -- public | where its authority sits | never
alter table district add column seat text not null default ''; -- public | where its administration sits | never
alter table district add column jobcentre_confirmed boolean not null default false; -- public | the state coordination has confirmed the model (R-ALL-17) | never
alter table municipality add column ars text not null default ''; -- public | twelve-digit regional key | never
alter table municipality add column postcode text not null default ''; -- public | postcode of the town hall | never
alter table municipality add column jobcentre_confirmed boolean not null default false; -- public | the state coordination has confirmed the model (R-ALL-17) | never
alter table municipality add column earlier_programmes text not null default ''; -- public | predecessor programmes in words, for cities (R-ALL-17) | never
alter table municipality add column version bigint not null default 1; -- internal | guards against lost updates | never
