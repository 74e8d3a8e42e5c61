using NodaTime;
using Poruka.Operations;

namespace Poruka.Funds;

/// <summary>What funds do by themselves.</summary>
internal static class FundJobs
{
    /// <summary>Ends windows and votes, lets requests lapse, and makes requests of benefits that fell due.</summary>
    public static Job Decide { get; } = new("fund-decide", Duration.FromMinutes(15), run =>
    {
        BenefitDesk.LookAtAll(run.Installation, run.Now);
        RequestDesk.LookAtAll(run.Installation, run.Now);
        return Task.CompletedTask;
    });
}
