-- Imprint, privacy notice and accessibility statement, as the operator edits them.
create table legal_page (
  key text not null primary key, -- key | imprint, privacy or accessibility | never
  body text not null, -- public | the page's text | never
  version bigint not null default 1 -- internal | guards against lost updates | never
);
