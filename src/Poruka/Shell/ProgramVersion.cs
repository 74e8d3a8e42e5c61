namespace Poruka.Shell;

/// <summary>The version of this program.</summary>
public static class ProgramVersion
{
    /// <summary>As in the changelog: 0.1.0.</summary>
    public static string Current { get; } = typeof(ProgramVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
