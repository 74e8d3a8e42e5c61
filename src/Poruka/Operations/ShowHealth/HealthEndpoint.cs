using System.Data.Common;
using System.Net.Sockets;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Operations.ShowHealth;

/// <summary>
/// <c>GET /health</c>: the program answers. <c>GET /ready</c>: it can reach its database. One word each, for proxies and those
/// who watch over it.
/// </summary>
internal static class HealthEndpoint
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", () => Results.Text("ok\n")).ForEverybody();
        routes.MapGet("/ready", (ServeOptions options) => Ready(options)).ForEverybody();
    }

    private static IResult Ready(ServeOptions options)
    {
        try
        {
            using var connection = options.Installation.Database.Open();
            return Sql.Number(connection, null, "select cast(max(version) as bigint) from schema_version") == Migrator.Newest
                ? Results.Text("ready\n") : Results.Text("another version\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception fault) when (fault is DbException or SocketException or IOException or TimeoutException)
        {
            return Results.Text("no database\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
