using System.CommandLine;
using Poruka.Shell;

namespace Poruka.Funds.PublishLog;

/// <summary><c>poruka log publish</c>, <c>poruka log export</c>, <c>poruka log key</c></summary>
internal static class PublishLogCommands
{
    public static Verb Publish(CommandLine line)
    {
        var fund = line.Fund();
        var evenIfEmpty = CommandLine.Flag("--even-if-empty");
        var json = CommandLine.Flag("--json");
        return new Verb("publish", run => run.InFund(fund, (installation, found) =>
        {
            var batch = PublishLog.Run(installation, found, run.Today, run.Get(evenIfEmpty));
            if (run.Get(json)) return Task.FromResult(Json(run, batch));
            if (batch is null) run.Tell("Command.LogPublish.Nothing", found.Slug);
            else run.Tell("Command.LogPublish.Done", found.Slug, batch.Entries, batch.Fillers, batch.Size);
            return Task.FromResult(ExitCode.Done);
        }), fund, evenIfEmpty, json)
        {
            Examples = ["log publish winter-help", "log publish winter-help --even-if-empty --quiet"],
        };
    }

    public static Verb Export(CommandLine line)
    {
        var fund = line.Fund();
        var folder = new Argument<string>("FOLDER");
        return new Verb("export", run => run.InFund(fund, (installation, found) =>
        {
            Directory.CreateDirectory(run.Get(folder));
            if (ExportLog.Run(installation, found, run.Get(folder), run.Cancelled) is not { } files)
                return Task.FromResult(run.Say(ExitCode.Refused, "Command.LogExport.NotPublished", found.Slug));
            run.Tell("Command.LogExport.Done", files, run.Get(folder));
            return Task.FromResult(ExitCode.Done);
        }), fund, folder)
        { Examples = ["log export winter-help /srv/www/winter-help"] };
    }

    public static Verb Key(CommandLine line)
    {
        var fund = line.Fund();
        return new Verb("key", run => run.InFund(fund, (installation, found) =>
        {
            using var signer = FundLog.SignerOf(installation, found);
            run.Out.WriteLine(signer.Verifier);
            return Task.FromResult(ExitCode.Done);
        }), fund)
        { Examples = ["log key winter-help > winter-help.key"] };
    }

    private static int Json(CommandRun run, PublishedBatch? batch) => run.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("outcome", batch is null ? "nothing-to-publish" : "published");
        if (batch is not null)
        {
            json.WriteNumber("entries", batch.Entries);
            json.WriteNumber("fillers", batch.Fillers);
            json.WriteNumber("size", batch.Size);
        }
        json.WriteEndObject();
    });
}
