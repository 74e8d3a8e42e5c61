using Poruka.People;
using Poruka.Shell;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>
/// Runs the guard for whoever opens a page while signed in: the texts that wait for rooms which they hold are held against those rooms.
/// Nobody has to remember it, and no key is used that isn't open for the page anyway.
/// </summary>
internal static class GuardDuty
{
    /// <summary>Stands behind the gate of the pages; one look at an index where nothing waits.</summary>
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsGet(context.Request.Method) && context.GetEndpoint() is not null && Visit.Of(context) is { } visit) Run(context, visit);
        return next(context);
    }

    private static void Run(HttpContext context, Visit visit)
    {
        var options = context.RequestServices.GetRequiredService<ServeOptions>();
        IReadOnlyList<(UInt128 Ask, RoomId Room)> waiting;
        using (var connection = options.Installation.Database.Open())
            waiting = GuardRows.WaitingFor(connection, visit.Member.Id, options.Clock.GetCurrentInstant().InUtc().Date);
        if (waiting.Count == 0) return;
        var desk = GuardDesk.Of(context);
        foreach (var (id, room) in waiting)
            if (GuardRows.Find(desk.Connection, id) is { State: "open" } ask) GuardGate.Run(desk, ask, room);
    }
}
