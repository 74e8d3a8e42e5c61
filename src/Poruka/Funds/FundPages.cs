using Poruka.Funds.AskForCase;
using Poruka.Funds.AskFromOutside;
using Poruka.Funds.AttachEvidence;
using Poruka.Funds.CheckReceipt;
using Poruka.Funds.CountCash;
using Poruka.Funds.DecideRequest;
using Poruka.Funds.EditFund;
using Poruka.Funds.ExportFund;
using Poruka.Funds.FetchReceipt;
using Poruka.Funds.FollowRequest;
using Poruka.Funds.GiveToFund;
using Poruka.Funds.HelpOtherFunds;
using Poruka.Funds.ImportDonors;
using Poruka.Funds.ImportStatement;
using Poruka.Funds.KeepBail;
using Poruka.Funds.KeepBenefits;
using Poruka.Funds.KeepCampaigns;
using Poruka.Funds.KeepDonors;
using Poruka.Funds.KeepPledges;
using Poruka.Funds.ListFunds;
using Poruka.Funds.MakeRequest;
using Poruka.Funds.MatchLines;
using Poruka.Funds.PackForAuditor;
using Poruka.Funds.PayRequests;
using Poruka.Funds.ReportMonth;
using Poruka.Funds.ReportYear;
using Poruka.Funds.SetRules;
using Poruka.Funds.ShareGeneralFund;
using Poruka.Funds.ShowCampaign;
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
        open.MapShowCampaign();
        open.MapGiveToFund();
        open.MapCheckReceipt();
        open.MapFetchReceipt();
        open.MapAskFromOutside();
        open.MapFollowRequest();
        routes.MapDonorPages();
        routes.MapDesk();
        routes.MapMakeRequest();
        routes.MapAskForCase();
        routes.MapDecideRequest();
        routes.MapAttachEvidence();
        routes.MapSetRules();
        routes.MapEditFund();
        routes.MapPayRequests();
        routes.MapReserve();
        routes.MapMonthReports();
        routes.MapYearReports();
        routes.MapAuditPack(new AuditParts(
            (installation, fund, stop) => [.. VerifyBooks.VerifyBooks.Run(installation, fund, null, stop).Findings.Select(f => $"{f.Kind} {f.Place} {f.Expected} {f.Found}".TrimEnd())],
            (installation, fund, format, output, stop) => ExportFundCommand.Write(installation.Database, fund, format, output, stop)));
        routes.MapOthers();
        routes.MapGeneralFund();
        routes.MapPledges();
        routes.MapCampaigns();
        routes.MapBenefits();
        routes.MapImportDonors();
        routes.MapCountCash();
        routes.MapBail();
        routes.MapImportStatement();
        routes.MapWaitingLines();
    }
}
