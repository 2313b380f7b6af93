-- Needs to steer of which ministry and state coordination were told by letter (R-EVA-08).
-- A need that is over loses its row: should it come back, it is told anew.
create table steering_need (
  key text not null primary key, -- internal | what the need is about | never
  since date not null -- internal | the day it was first seen | never
);
