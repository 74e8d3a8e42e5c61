using Poruka.Shell;

namespace Poruka.People.SealAnew;

/// <summary>Seals a good part of a room to its newest key at once, at a keeper's wish.</summary>
internal static class SealAnewEndpoint
{
    private const int Batches = 25;

    public static void MapSealAnew(this IEndpointRouteBuilder routes) => routes.MapPost("/rooms/{room}/seal-anew", Run).ForKeeper();

    private static async Task<IResult> Run(HttpContext context, ServeOptions options)
    {
        var held = HeldRoom.Required(context);
        using var connection = options.Installation.Database.Open();
        var (progress, before) = (RoomRenewal.ProgressOf(connection, held.Room), -1L);
        for (var batch = 0; batch < Batches && !progress.IsDone && progress.Done != before; batch++)
        {
            before = progress.Done;
            progress = await RoomRenewal.Continue(options.Installation, connection, held, context.RequestAborted);
        }
        return TypedResults.Redirect(RoomHead.AddressOf(held.Room));
    }
}
