-- Whether an alliance lets others see what it has counted: alliances that work for the
-- same district or municipality. Nothing is seen without a row here.
create table figure_release (
  alliance_id uuid not null primary key, -- key | the tenant | with the alliance
  released_at timestamptz not null, -- internal | since when | with the alliance
  released_by uuid -- key | the account that allowed it; empty for the machine | with the alliance
);
create index figure_by_place on figure (place, alliance_id);
create index figure_by_size on figure (alliance_id, place, what, value);

-- What others may read: the latest number of each released figure, none of them from 1
-- to 4. Where a single number of what is counted is or was that small, none of it is
-- shown, because it could be worked out from the others.
create view published_figure as
  select f.alliance_id, f.place, f.key, f.as_of, f.value from figure f
  join figure_release r on r.alliance_id = f.alliance_id
  where (f.value = 0 or f.value >= 5)
  and not exists (select 1 from figure g where g.alliance_id = f.alliance_id and g.place = f.place
    and g.key = f.key and g.as_of > f.as_of)
  and not exists (select 1 from figure h where h.alliance_id = f.alliance_id and h.place = f.place
    and h.key = f.key and h.as_of = f.as_of and h.number > f.number)
  and not exists (select 1 from figure s where s.alliance_id = f.alliance_id and s.place = f.place
    and s.what = f.what and s.value > 0 and s.value < 5);
