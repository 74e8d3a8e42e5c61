using NodaTime;
using Poruka.Operations;

namespace Poruka.Funds;

/// <summary>What funds do by themselves.</summary>
internal static class FundJobs
{
    /// <summary>Ends windows and votes, and lets requests lapse.</summary>
    public static Job Decide { get; } = new("fund-decide", Duration.FromMinutes(15), run =>
    {
        RequestDesk.LookAtAll(run.Installation, run.Now);
        return Task.CompletedTask;
    });
}
