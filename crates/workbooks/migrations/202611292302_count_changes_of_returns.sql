-- Changes that make computed results of a wave outdated are counted.
insert into revision (subject, number) values ('returns', 0);

-- sqlite:
create trigger wave_counts_insert after insert on wave begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger wave_counts_update after update on wave begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger wave_counts_delete after delete on wave begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger wave_asked_counts_insert after insert on wave_asked begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger wave_asked_counts_update after update on wave_asked begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger wave_asked_counts_delete after delete on wave_asked begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger submission_counts_insert after insert on submission begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger submission_counts_update after update on submission begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger submission_counts_delete after delete on submission begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger submission_value_counts_insert after insert on submission_value begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger submission_value_counts_update after update on submission_value begin update revision set number = number + 1 where subject = 'returns'; end;
create trigger submission_value_counts_delete after delete on submission_value begin update revision set number = number + 1 where subject = 'returns'; end;
-- postgres:
create trigger wave_counts after insert or update or delete on wave for each statement execute function count_change('returns');
create trigger wave_asked_counts after insert or update or delete on wave_asked for each statement execute function count_change('returns');
create trigger submission_counts after insert or update or delete on submission for each statement execute function count_change('returns');
create trigger submission_value_counts after insert or update or delete on submission_value for each statement execute function count_change('returns');
-- end
