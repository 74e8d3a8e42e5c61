using Poruka.Cases;
using Poruka.Funds;
using Poruka.Funds.AddBankAccount;
using Poruka.Funds.AddCampaign;
using Poruka.Funds.AuditLog;
using Poruka.Funds.CreateFund;
using Poruka.Funds.EditRules;
using Poruka.Funds.EraseReceipt;
using Poruka.Funds.ExportFund;
using Poruka.Funds.GuessProfile;
using Poruka.Funds.ImportStatement;
using Poruka.Funds.IssueReceipt;
using Poruka.Funds.ListBankAccounts;
using Poruka.Funds.ListCampaigns;
using Poruka.Funds.ListFunds;
using Poruka.Funds.MatchLines;
using Poruka.Funds.PublishLog;
using Poruka.Funds.ReadStatement;
using Poruka.Funds.RecordExpense;
using Poruka.Funds.RecordGift;
using Poruka.Funds.RecordTransfer;
using Poruka.Funds.ReportFund;
using Poruka.Funds.ReverseEntry;
using Poruka.Funds.ShowReserve;
using Poruka.Funds.VerifyBooks;
using Poruka.Funds.VerifyReceipt;
using Poruka.Funds.WitnessLog;
using Poruka.Guides;
using Poruka.Guides.CheckGuides;
using Poruka.Guides.ExportGuides;
using Poruka.Letters;
using Poruka.Letters.PlanLetters;
using Poruka.Letters.ReplayWaves;
using Poruka.Operations;
using Poruka.Operations.CreateInstallation;
using Poruka.Operations.DrillBackup;
using Poruka.Operations.DrillSeizure;
using Poruka.Operations.ExamineInstallation;
using Poruka.Operations.MakeBackup;
using Poruka.Operations.MakeIdentity;
using Poruka.Operations.MoveDatabase;
using Poruka.Operations.RestoreBackup;
using Poruka.Operations.RotateRoom;
using Poruka.Operations.RunDemo;
using Poruka.Operations.SealStream;
using Poruka.Operations.Serve;
using Poruka.Operations.SetNotices;
using Poruka.Operations.ShowHealth;
using Poruka.Operations.ShowMetrics;
using Poruka.Operations.ShowVersion;
using Poruka.Operations.ShredSubject;
using Poruka.Operations.UnlockVault;
using Poruka.Operations.UnsealStream;
using Poruka.Operations.UpgradeInstallation;
using Poruka.People;
using Poruka.People.FreezeMember;
using Poruka.People.InviteMember;
using Poruka.People.ListMembers;
using Poruka.Publishing;
using Poruka.Publishing.CheckDraft;
using Poruka.Publishing.ExportSite;
using Poruka.Publishing.TakeWord;
using Poruka.Shell;

namespace Poruka;

/// <summary>The program: its commands, as a table of contents.</summary>
public static class Program
{
    public static async Task<int> Main(string[] words)
    {
        using var terminal = Terminal.OfProcess(words);
        return await new CommandLine(terminal).RunAsync(words, Contents);
    }

    internal static Group Contents(CommandLine line) => new("poruka",
        CreateInstallationCommand.Build(line),
        new Group("fund",
            CreateFundCommand.Build(line),
            ListFundsCommand.Build(),
            new Group("campaign",
                AddCampaignCommand.Build(line),
                ListCampaignsCommand.Build(line)),
            new Group("account",
                AddBankAccountCommand.Build(line),
                ListBankAccountsCommand.Build(line)),
            ImportStatementCommand.Build(line),
            MatchLinesCommand.Build(line),
            RuleCommands.Build(line),
            RecordGiftCommand.Build(line),
            RecordExpenseCommand.Build(line),
            RecordTransferCommand.Build(line),
            ReverseEntryCommand.Build(line),
            ReportFundCommand.Build(line),
            ExportFundCommand.Build(line),
            ReserveCommand.Build(line),
            VerifyBooksCommand.Build()),
        new Group("log",
            PublishLogCommands.Publish(line),
            PublishLogCommands.Export(line),
            PublishLogCommands.Key(line),
            AuditLogCommand.Build(line, VerifyBooksCommand.Check),
            WitnessLogCommands.Build(line)),
        new Group("receipt",
            IssueReceiptCommands.Issue(line),
            IssueReceiptCommands.Reference(line),
            EraseReceiptCommand.Build(line),
            VerifyReceiptCommand.Build(line)),
        new Group("statement",
            ReadStatementCommand.Build(),
            GuessProfileCommand.Build()),
        new Group("letters",
            PlanLettersCommand.Build(),
            ReplayWavesCommand.Build(line)),
        new Group("vault",
            SealStreamCommand.Build(),
            UnsealStreamCommand.Build(),
            MakeIdentityCommand.Build(),
            UnlockVaultCommand.Build(),
            RotateRoomCommand.Build(),
            ShredSubjectCommand.Build(),
            DrillSeizureCommand.Build()),
        new Group("guard",
            CheckDraftCommand.Build(),
            TakeWordCommand.Build()),
        new Group("guide",
            CheckGuidesCommand.Build(),
            ExportGuidesCommand.Build()),
        new Group("site",
            ExportSiteCommands.Export(Pages),
            ExportSiteCommands.Key(),
            ExportSiteCommands.Verify()),
        new Group("member",
            ListMembersCommand.Build(line),
            InviteMemberCommand.Build(line),
            FreezeMemberCommands.Freeze(line),
            FreezeMemberCommands.Thaw(line)),
        ServeCommand.Build(line, Pages, Jobs),
        BackupCommands.Build(DrillBackupCommand.Build(VerifyBooksCommand.Check)),
        RestoreCommand.Build(),
        UpgradeCommand.Build(),
        MoveCommand.Build(VerifyBooksCommand.Check),
        DoctorCommand.Build(),
        RunDemoCommand.Build(line, PartsOfDemo),
        ManualPages.Build(line),
        ShowVersionCommand.Build());

    /// <summary>The use cases that the demo plays through.</summary>
    internal static DemoParts PartsOfDemo { get; } = new(
        (installation, fund, day) => PublishLog.Run(installation, fund, day, evenIfEmpty: true),
        (installation, fund, journal) => Receipts.ByJournal(installation, fund, journal) is ReceiptIssue.Issued issued
            ? issued.Proof.ToBytes()
            : null,
        Pages);

    /// <summary>What the server does by itself.</summary>
    internal static IReadOnlyList<Job> Jobs { get; } =
    [
        MailSender.Job,
        CaseWatches.Job,
        CaseRetention.Job,
        CaseFiles.Job,
        FundJobs.Decide,
        Wills.Job,
        WillDepartures.Job,
        BackupRun.Job,
    ];

    internal static void Pages(IEndpointRouteBuilder routes)
    {
        routes.MapGuardPages();
        routes.MapFundPages();
        routes.MapGuidePages();
        routes.MapPeoplePages();
        routes.MapLettersPages();
        routes.MapCasePages();
        routes.MapSetNotices();
        routes.MapHealth();
        routes.MapMetrics();
        routes.MapCallPages();
        routes.MapWillPages();
        routes.MapPublishingPages();
    }
}
