-- Of which municipalities an organisation is in charge (R-ACT-10).
create table organisation_catchment (
  alliance_id uuid not null references alliance (id), -- key | the tenant | with the alliance
  organisation_id uuid not null, -- key | who is in charge | with the alliance
  municipality_ags text not null references municipality (ags), -- key | of which municipality | with the alliance
  primary key (alliance_id, organisation_id, municipality_ags),
  foreign key (alliance_id, organisation_id) references organisation (alliance_id, id)
);
create index organisation_catchment_of_municipality on organisation_catchment (alliance_id, municipality_ags);
