-- A submission stays frozen but for one thing: when the period of a closed alliance
-- is over, its words and the accounts that handled it are emptied for good. The codes
-- counted of it, and that a request was answered, stay: the statewide results of past
-- waves are computed from them and name nobody.

-- sqlite:
drop trigger submission_stays;
create trigger submission_stays before update of number, wave_id, workbook_id, instrument_key, instrument_version, passages, sha256, complete, submitted_at, submitted_by on submission
when new.passages <> '' or new.submitted_by is not null or new.number <> old.number or new.wave_id <> old.wave_id or new.workbook_id <> old.workbook_id or new.instrument_key <> old.instrument_key or new.instrument_version <> old.instrument_version or new.sha256 <> old.sha256 or new.complete <> old.complete or new.submitted_at <> old.submitted_at
begin select raise(abort, 'a submission is frozen'); end;
-- postgres:
drop trigger submission_stays on submission;
create trigger submission_stays before update of number, wave_id, workbook_id, instrument_key, instrument_version, passages, sha256, complete, submitted_at, submitted_by on submission for each row
when (new.passages <> '' or new.submitted_by is not null or new.number <> old.number or new.wave_id <> old.wave_id or new.workbook_id <> old.workbook_id or new.instrument_key <> old.instrument_key or new.instrument_version <> old.instrument_version or new.sha256 <> old.sha256 or new.complete <> old.complete or new.submitted_at <> old.submitted_at)
execute function refuse_thaw();
-- end

-- now until | never: past waves are counted from it | wave_asked.alliance_id wave_asked.id wave_asked.wave_id wave_asked.state wave_asked.declined_through wave_asked.own_deadline wave_asked.letters wave_asked.asked_at wave_asked.answered_at wave_asked.answered_on wave_asked.version
-- now until | never: past waves are counted from it | workbook.alliance_id workbook.id workbook.instrument_key workbook.instrument_version workbook.created_at
-- now until | never: past waves are counted from it | submission.alliance_id submission.id submission.number submission.wave_id submission.workbook_id submission.instrument_key submission.instrument_version submission.sha256 submission.complete submission.submitted_at submission.withdrawn_at submission.replaced_by
-- now until | never: past waves are counted from it | submission_value.alliance_id submission_value.submission_id submission_value.position submission_value.measure submission_value.value
