-- Forms filled in elsewhere and sent back: what they say is held until somebody has
-- looked at what it changes. The file itself is not kept.
create table returned_form (
  alliance_id uuid not null, -- key | the tenant | 7 days after the upload
  id uuid not null, -- key | names the returned form | 7 days after the upload
  subject_id uuid not null, -- key | the assignment it answers; the alliance where it is a whole working copy | 7 days after the upload
  instrument_key text not null, -- internal | which working aid | 7 days after the upload
  instrument_version bigint not null, -- internal | in which version | 7 days after the upload
  way text not null, -- internal | word or excel | 7 days after the upload
  file_name text not null, -- internal | to recognise it by; the file is not kept | 7 days after the upload
  said text not null, -- confidential | what it says as JSON, until it is taken over; can name people | emptied when taken over or thrown away, 7 days after the upload at the latest
  written_at timestamptz not null, -- internal | when the form was downloaded, as the file says | 7 days after the upload
  created_at timestamptz not null, -- internal | when it was uploaded | 7 days after the upload
  finished_at timestamptz, -- internal | when it was taken over or thrown away | 7 days after the upload
  primary key (alliance_id, id),
  check (way in ('word', 'excel'))
);
create index returned_form_of_subject on returned_form (alliance_id, subject_id, created_at);
create index returned_form_by_time on returned_form (created_at);
