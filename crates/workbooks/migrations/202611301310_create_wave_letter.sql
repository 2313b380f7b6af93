-- Reminders of a wave's last day: before, on and after it, each once (R-EVA-03).
alter table wave add column remind_days bigint not null default 7; -- internal | so many days before the last one a letter reminds; 0 for none | never

create table wave_letter (
  alliance_id uuid not null, -- key | the tenant: whose office was reminded | with the alliance
  wave_id uuid not null references wave (id), -- key | of which wave | with the alliance
  kind text not null, -- internal | before, on_day or after | with the alliance
  due_on date not null, -- internal | the last day it names: each reminder is sent once per last day | with the alliance
  letters bigint not null, -- internal | to how many addresses it went | with the alliance
  sent_at timestamptz not null, -- internal | when it was handed to the post | with the alliance
  primary key (alliance_id, wave_id, kind, due_on),
  check (kind in ('before', 'on_day', 'after'))
);
create index wave_letter_of_wave on wave_letter (wave_id, sent_at);
