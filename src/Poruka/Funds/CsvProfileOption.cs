using System.CommandLine;
using Poruka.Ledger.Statements;
using Poruka.Shell;

namespace Poruka.Funds;

/// <summary>A profile that says what a table's columns mean, from a file.</summary>
internal static class CsvProfileOption
{
    public const string Name = "--csv-profile";

    public static Option<string> Create() => CommandLine.Words(Name, "FILE");

    /// <summary>Reads the profile, where one is named; false, and told why, where it can't be read.</summary>
    public static bool TryRead(CommandRun run, string? path, out CsvProfile? profile)
    {
        profile = null;
        if (path is null) return true;
        if (!File.Exists(path))
        {
            run.Say(ExitCode.Refused, "Command.NoFile", path);
            return false;
        }
        profile = CsvProfile.Parse(File.ReadAllText(path), out var problem);
        if (profile is null) run.Terminal.Error.WriteLine(StatementProblems.Describe(run.Language, path, problem!));
        return profile is not null;
    }
}
