create trigger room_record_append_only before update or delete on room_record for each row execute function refuse_change();
create trigger room_record_no_truncate before truncate on room_record for each statement execute function refuse_change();
