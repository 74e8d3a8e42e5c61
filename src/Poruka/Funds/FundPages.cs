using Poruka.Funds.CheckReceipt;
using Poruka.Funds.KeepDonors;
using Poruka.Funds.ListFunds;
using Poruka.Funds.ShowFund;
using Poruka.Funds.ShowLog;
using Poruka.People;

namespace Poruka.Funds;

/// <summary>The public pages of funds.</summary>
public static class FundPages
{
    /// <summary>Maps them.</summary>
    public static void MapFundPages(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").ForEverybody();
        open.MapListFunds();
        open.MapShowFund();
        open.MapShowLog();
        open.MapCheckReceipt();
        routes.MapDonorPages();
    }
}
