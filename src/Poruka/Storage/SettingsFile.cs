namespace Poruka.Storage;

/// <summary>A file of <c>name = value</c> lines; empty lines and those that begin with # don't count.</summary>
internal static class SettingsFile
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">A line is no setting, or names one twice; the message says which.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.AsSpan().Trim().Length == 0 || line[0] == '#') continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) throw new InvalidDataException($"{path}:{number}: found '{line}', expected 'name = value'.");
            if (!values.TryAdd(line[..equals].Trim(), line[(equals + 1)..].Trim()))
                throw new InvalidDataException($"{path}:{number}: '{line[..equals].Trim()}' is set twice.");
        }
        return values;
    }
}
