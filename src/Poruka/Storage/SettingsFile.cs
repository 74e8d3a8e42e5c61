using System.Text.RegularExpressions;

namespace Poruka.Storage;

/// <summary>A file of <c>name = value</c> lines; empty lines and those that begin with # don't count.</summary>
internal static partial class SettingsFile
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">A line is no setting, or names one twice; the message says which.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (number, name, value) in Lines(path))
            if (!values.TryAdd(name, value)) throw new InvalidDataException($"{path}:{number}: '{name}' is set twice.");
        return values;
    }

    /// <summary>The settings with the numbers of their lines.</summary>
    /// <exception cref="InvalidDataException">A line is no setting.</exception>
    public static IEnumerable<(int Number, string Name, string Value)> Lines(string path)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.AsSpan().Trim().Length == 0 || line[0] == '#') continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new InvalidDataException($"{path}:{number}: found '{line}', expected 'name = value'.");
            yield return (number, line[..equals].Trim(), line[(equals + 1)..].Trim());
        }
    }

    /// <summary>What to throw for a value that can't be understood: it says where it stands.</summary>
    public static WrongSettingException Wrong(Installation installation, string name, string found, string expected)
    {
        var number = Lines(installation.SettingsPath).FirstOrDefault(l => l.Name == name).Number;
        var place = number > 0 ? $"{installation.SettingsPath}:{number}" : installation.SettingsPath;
        return new WrongSettingException(name, $"{place}: '{name}' is '{found}', expected {expected}.");
    }

    /// <summary>The names in a text of settings, those behind a # included: the sample has all that there are.</summary>
    public static IReadOnlyList<string> NamesIn(string sample) => [.. Setting().Matches(sample).Select(m => m.Groups[1].Value).Distinct()];

    [GeneratedRegex(@"^(?:# )?([a-z]+(?:-[a-z]+)*) =", RegexOptions.Multiline)]
    private static partial Regex Setting();
}

/// <summary>The value of a setting can't be understood.</summary>
/// <param name="name">Which one.</param>
/// <param name="message">Where it stands, what was found and what was expected.</param>
public sealed class WrongSettingException(string name, string message) : Exception(message)
{
    /// <summary>Which setting.</summary>
    public string Name { get; } = name;
}
