using Poruka.Ledger;
using Poruka.Shell;

namespace Poruka.Funds;

/// <summary>What requests and their outcomes are called.</summary>
internal static class RequestWords
{
    /// <summary>The purposes that money is asked for.</summary>
    public static IReadOnlyList<AccountClass> Purposes { get; } =
    [
        AccountClass.Legal, AccountClass.Medical, AccountClass.Parcel, AccountClass.Family, AccountClass.Relocation, AccountClass.Letters,
        AccountClass.RunningCosts, AccountClass.BailPosted,
    ];

    /// <summary>Where a request stands, in a few words.</summary>
    public static string State(Page page, Request request)
    {
        var word = page["Funds.Request.State." + request.State];
        return request.Ratified is Ratification.Awaited or Ratification.Unratified ? $"{word}, {page["Funds.Request.Ratified." + request.Ratified]}" : word;
    }

    /// <summary>A moment with its day and hour, in UTC.</summary>
    public static string At(Page page, NodaTime.Instant moment) =>
        $"{page.Day(moment.InUtc().Date)}, {moment.InUtc().TimeOfDay.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)} UTC";
}
