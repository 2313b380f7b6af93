-- What a municipality has entered about itself the office never alters (R-ALL-12); it may remark on it.
alter table municipality_contact add column entered_by text not null default 'office'; -- internal | contact or office; what a municipality's contact has written is the municipality's alone (R-ALL-12) | with the alliance
alter table municipality_contact add column office_comment text not null default ''; -- internal | what the office remarks on it, for the municipality to read | with the alliance
update municipality_contact set entered_by = 'contact' where exists
  (select 1 from history h where h.row_id = municipality_contact.id and h.acted_as = 'CastVote');
