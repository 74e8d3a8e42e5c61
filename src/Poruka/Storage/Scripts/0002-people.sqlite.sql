create trigger room_record_no_update before update on room_record begin select raise(rollback, 'the record of a room is never changed'); end;
create trigger room_record_no_delete before delete on room_record begin select raise(rollback, 'the record of a room is never deleted'); end;
create trigger room_record_no_replace before insert on room_record
when exists (select 1 from room_record where room = new.room and number = new.number)
begin select raise(rollback, 'the record of a room is never replaced'); end;
