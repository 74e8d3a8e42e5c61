namespace Poruka.Shell;

/// <summary>Addresses that come back from a form or a link.</summary>
public static class Addresses
{
    /// <summary>
    /// Whether an address stays on this server: a path that is not another server's name. Browsers read <c>\</c> as
    /// <c>/</c> and drop tabs and line ends, so that <c>/\evil</c> and <c>/&lt;tab&gt;/evil</c> lead away.
    /// </summary>
    public static bool IsLocal(string address) =>
        address.StartsWith('/')
        && !address.StartsWith("//", StringComparison.Ordinal)
        && !address.Contains('\\', StringComparison.Ordinal)
        && !address.Any(c => char.IsControl(c) || c > '~')
        && address.Length <= 2_048;
}
