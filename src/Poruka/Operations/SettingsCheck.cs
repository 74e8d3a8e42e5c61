using Poruka.Storage;

namespace Poruka.Operations;

/// <summary>Looks at all of <c>poruka.conf</c> before anything is done with it.</summary>
internal static class SettingsCheck
{
    /// <summary>All that is wrong, each with its place. Where something is, the installation's settings are not to be used any more.</summary>
    /// <param name="installation">The installation.</param>
    /// <param name="readers">What reads settings and throws where it can't understand one.</param>
    public static IReadOnlyList<string> Problems(Installation installation, params ReadOnlySpan<Action<Installation>> readers)
    {
        var known = SettingsFile.NamesIn(Installation.SampleSettings(null, ""));
        var problems = new List<string>();
        foreach (var (number, name, _) in SettingsFile.Lines(installation.SettingsPath))
        {
            if (known.Contains(name, StringComparer.Ordinal)) continue;
            var near = known.Where(k => Distance(k, name) <= 2).OrderBy(k => Distance(k, name)).FirstOrDefault();
            problems.Add($"{installation.SettingsPath}:{number}: there is no setting '{name}'{(near is null ? "" : $"; is '{near}' meant?")}");
        }
        foreach (var read in readers)
            while (ProblemOf(installation, read) is { } wrong)
            {
                if (!problems.Contains(wrong.Message)) problems.Add(wrong.Message);
                // Without it the next one is found, which it hides.
                if (!installation.Forget(wrong.Name)) break;
            }
        return problems;
    }

    private static WrongSettingException? ProblemOf(Installation installation, Action<Installation> read)
    {
        try
        {
            read(installation);
            return null;
        }
        catch (WrongSettingException wrong)
        {
            return wrong;
        }
    }

    /// <summary>How many letters to change, add or leave out (Levenshtein).</summary>
    internal static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[^1];
    }
}
