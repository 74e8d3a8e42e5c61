using System.Buffers.Binary;
using System.Security.Cryptography;
using Poruka.Ledger;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Funds.CreateFund;

/// <summary><c>poruka fund create</c></summary>
internal static class CreateFundCommand
{
    private const int MaxNameLength = 100, MaxPurposeLength = 500;

    public static Verb Build(CommandLine line)
    {
        var slug = line.Slug("SLUG");
        var name = line.ShortText("--name", "NAME", MaxNameLength, required: true);
        var currency = line.CurrencyOption("--currency", required: true);
        var purpose = line.ShortText("--purpose", "TEXT", MaxPurposeLength);
        var rounding = CommandLine.Words("--rounding", "AMOUNT");
        var isPrivate = CommandLine.Flag("--private");
        return new Verb("create", run => run.InInstallation(installation =>
        {
            var unit = Money.Zero(run.Get(currency)) with { Minor = 1 };
            if (run.Get(rounding) is { } text
                && (!CommandLine.TryParseAmount(text, unit.Currency, out unit, out _) || unit.Minor <= 0))
                return Task.FromResult(run.Say(ExitCode.WrongUsage, "Command.FundCreate.BadRounding", text));
            var fund = new Fund(
                0, DrawId(), run.Get(slug), run.Get(name)!, run.Get(purpose) ?? "", unit.Currency, unit.Minor, !run.Get(isPrivate));
            using var connection = installation.Database.Open();
            if (fund.IsPublic && FundWords.WaitForRooms(connection, MemberRows.Organisations(connection) is [var first, ..] ? first : null)) return Task.FromResult(run.Say(ExitCode.Refused, "Command.FundCreate.Guarded"));
            if (!FundRows.TryAdd(connection, fund.Id, fund, run.Today))
                return Task.FromResult(run.Say(ExitCode.Refused, "Command.FundCreate.SlugTaken", fund.Slug));
            run.Tell("Command.FundCreate.Done", fund.Name, fund.Slug, fund.Currency);
            return Task.FromResult(ExitCode.Done);
        }), slug, name, currency, purpose, rounding, isPrivate)
        {
            Examples =
            [
                "fund create winter-help --name \"Winter help\" --currency EUR",
                "fund create legal-aid --name \"Legal aid\" --currency UAH --purpose \"Lawyers for everybody who is tried.\" --rounding 100",
                "fund create small-circle --name \"Small circle\" --currency PLN --private",
            ],
        };
    }

    private static FundId DrawId() => new(BinaryPrimitives.ReadUInt128BigEndian(RandomNumberGenerator.GetBytes(16)));
}
