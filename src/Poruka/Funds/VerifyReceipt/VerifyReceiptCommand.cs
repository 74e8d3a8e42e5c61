using System.CommandLine;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Shell;

namespace Poruka.Funds.VerifyReceipt;

/// <summary><c>poruka receipt verify</c>: offline, without an installation.</summary>
internal static class VerifyReceiptCommand
{
    public static Verb Build(CommandLine line)
    {
        var file = new Argument<string>("FILE");
        var key = LogKeyOption.Log(required: true);
        var witnesses = LogKeyOption.Witnesses();
        var quorum = line.Count("--quorum");
        var json = CommandLine.Flag("--json");
        return new Verb("verify", run =>
        {
            var path = run.Get(file);
            if (!File.Exists(path)) return Task.FromResult(run.Say(ExitCode.Refused, "Command.NoFile", path));
            if (LogKeyOption.Read(run, run.Get(key)!, NoteKeyKind.Log) is not { } log
                || LogKeyOption.Read(run, run.Get(witnesses)) is not { } known) return Task.FromResult(ExitCode.WrongUsage);
            if (run.Get(quorum) > known.Count)
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.ReceiptVerify.QuorumTooHigh", run.Get(quorum), known.Count));
            // One byte more than the longest proof is enough to know that it is too long.
            var bytes = new byte[TlogProof.MaxSize + 1];
            using (var stream = File.OpenRead(path)) bytes = bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
            var found = Receipt.Verify(bytes, log, known, run.Get(quorum));
            return Task.FromResult(run.Get(json) ? Json(run, found) : Tell(run, path, found));
        }, file, key, witnesses, quorum, json)
        {
            Examples =
            [
                "receipt verify gift.tlog-proof --key winter-help.key",
                "receipt verify gift.tlog-proof --key winter-help.key --witness allies.key --witness others.key --quorum 2",
            ],
        };
    }

    private static int Tell(CommandRun run, string path, ReceiptVerification found)
    {
        if (found is not { Outcome: ReceiptOutcome.Valid, Entry: { } entry })
        {
            run.Say(ExitCode.Refused, "Command.ReceiptVerify.No", path, run.Text($"Funds.Receipt.Outcome.{found.Outcome}"));
            if (found.Outcome == ReceiptOutcome.NotAProof) run.Say(ExitCode.Refused, $"Funds.Receipt.Problem.{found.Problem}");
            if (found is { Outcome: ReceiptOutcome.WrongLog, Origin: { } other }) run.Say(ExitCode.Refused, "Command.ReceiptVerify.Origin", StatementProblems.Plain(other));
            return ExitCode.Refused;
        }
        run.Out.WriteLine(run.Text("Command.ReceiptVerify.Yes", path, found.Origin));
        foreach (var posting in entry.Postings.Where(p => p.Account.Kind == AccountKind.Asset))
            run.Out.WriteLine(run.Text("Command.ReceiptVerify.Amount", Written.Money(run.Language, posting.Amount), Written.Day(run.Language, entry.Day)));
        if (found.Reference is { } reference) run.Out.WriteLine(run.Text("Command.ReceiptVerify.ReferenceOf", reference));
        run.Out.WriteLine(run.Text("Command.ReceiptVerify.Place", found.Index, found.LogSize));
        foreach (var cosignature in found.Cosignatures)
            run.Out.WriteLine(run.Text("Command.ReceiptVerify.WitnessOf", cosignature.Witness, Written.Day(run.Language, cosignature.At.InUtc().Date)));
        run.Tell("Command.ReceiptVerify.Delete");
        return ExitCode.Done;
    }

    private static int Json(CommandRun run, ReceiptVerification found) => run.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("outcome", found.Outcome.ToString());
        json.WriteString("problem", found.Outcome == ReceiptOutcome.NotAProof ? found.Problem.ToString() : null);
        json.WriteString("origin", found.Origin);
        if (found.LogSize is { } size) json.WriteNumber("logSize", size);
        if (found.Index is { } index) json.WriteNumber("index", index.Value);
        json.WriteString("reference", found.Reference?.ToString());
        if (found.Entry is { } entry)
        {
            json.WriteString("day", Written.IsoDay(entry.Day));
            json.WriteStartArray("postings");
            foreach (var posting in entry.Postings)
            {
                json.WriteStartObject();
                json.WriteString("account", posting.Account.Name);
                json.WriteString("currency", posting.Amount.Currency.Code);
                json.WriteNumber("amountMinor", posting.Amount.Minor);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteStartArray("witnesses");
        foreach (var cosignature in found.Cosignatures) json.WriteStringValue(cosignature.Witness);
        json.WriteEndArray();
        json.WriteEndObject();
    }, found.Outcome == ReceiptOutcome.Valid ? ExitCode.Done : ExitCode.Refused);
}
