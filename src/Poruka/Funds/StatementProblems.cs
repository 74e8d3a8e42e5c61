using System.Globalization;
using System.Text;
using Poruka.Ledger.Statements;
using Poruka.Shell;

namespace Poruka.Funds;

/// <summary>Says in words why a statement file is refused: where, what is wrong, what was found and expected, what to do.</summary>
internal static class StatementProblems
{
    /// <summary>The problem of a statement file, in a few lines.</summary>
    public static string Describe(CultureInfo language, string file, StatementProblem problem) =>
        Describe(language, file, problem.Kind, problem.FileLine, problem.Field, problem.Found, problem.Expected);

    /// <summary>The problem of a profile of a table.</summary>
    public static string Describe(CultureInfo language, string file, CsvProfileProblem problem) =>
        Describe(language, file, problem.Kind, problem.Line, problem.Key, problem.Found, problem.Expected);

    /// <summary>How the format is named.</summary>
    public static string NameOf(StatementFormat format) => format switch
    {
        StatementFormat.Camt052 => "camt.052",
        StatementFormat.Camt053 => "camt.053",
        StatementFormat.Camt054 => "camt.054",
        StatementFormat.Mt940 => "MT940",
        StatementFormat.Mt942 => "MT942",
        StatementFormat.OneC => "1CClientBankExchange",
        StatementFormat.Csv => "CSV",
    };

    /// <summary>A text of a bank or a payer for a terminal: without what would move its cursor.</summary>
    public static string Plain(string? text) => text is null ? "" : string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Describe(
        CultureInfo language, string file, StatementProblemKind kind, int line, string field, string found, string expected)
    {
        var words = new StringBuilder(line > 0 ? $"{file}:{line.ToString(CultureInfo.InvariantCulture)}: " : $"{file}: ");
        if (field.Length > 0) words.Append(Plain(field)).Append(field.EndsWith(':') ? " " : ": ");
        words.Append(Texts.Get(language, $"Command.Problem.{kind}"));
        if (found.Length > 0) words.Append('\n').Append("  ").Append(Texts.Get(language, "Command.Problem.Found", Plain(found)));
        if (expected.Length > 0) words.Append('\n').Append("  ").Append(Texts.Get(language, "Command.Problem.Expected", Plain(expected)));
        return words.Append('\n').Append("  ").Append(Texts.Get(language, $"Command.Problem.{kind}.Do")).ToString();
    }
}
