create trigger arrest_will_record_append_only before update or delete on arrest_will_record for each row execute function refuse_change();
create trigger arrest_will_record_no_truncate before truncate on arrest_will_record for each statement execute function refuse_change();
