using Poruka.Funds.CheckReceipt;
using Poruka.Funds.DecideRequest;
using Poruka.Funds.HelpOtherFunds;
using Poruka.Funds.ImportStatement;
using Poruka.Funds.KeepBail;
using Poruka.Funds.KeepDonors;
using Poruka.Funds.KeepPledges;
using Poruka.Funds.ListFunds;
using Poruka.Funds.MakeRequest;
using Poruka.Funds.MatchLines;
using Poruka.Funds.PayRequests;
using Poruka.Funds.ReportMonth;
using Poruka.Funds.SetRules;
using Poruka.Funds.ShowDesk;
using Poruka.Funds.ShowFund;
using Poruka.Funds.ShowLog;
using Poruka.Funds.ShowReserve;
using Poruka.People;

namespace Poruka.Funds;

/// <summary>The pages of funds.</summary>
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
        routes.MapDesk();
        routes.MapMakeRequest();
        routes.MapDecideRequest();
        routes.MapSetRules();
        routes.MapPayRequests();
        routes.MapReserve();
        routes.MapMonthReports();
        routes.MapOthers();
        routes.MapPledges();
        routes.MapBail();
        routes.MapImportStatement();
        routes.MapWaitingLines();
    }
}
