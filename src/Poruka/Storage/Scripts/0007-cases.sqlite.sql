create trigger arrest_will_record_no_update before update on arrest_will_record begin select raise(rollback, 'the record of a will is never changed'); end;
create trigger arrest_will_record_no_delete before delete on arrest_will_record begin select raise(rollback, 'the record of a will is never deleted'); end;
create trigger arrest_will_record_no_replace before insert on arrest_will_record
when exists (select 1 from arrest_will_record where will = new.will and number = new.number)
begin select raise(rollback, 'the record of a will is never replaced'); end;
