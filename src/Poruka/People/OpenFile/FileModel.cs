using NodaTime;
using Poruka.Shell;

namespace Poruka.People.OpenFile;

/// <summary>A file, before it is opened.</summary>
public sealed record FileModel(Page Page, RoomHead Room, string Id, string By, LocalDate On, string Size, bool MayDelete);
