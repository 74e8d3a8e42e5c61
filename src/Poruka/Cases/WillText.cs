using Poruka.Shell;

namespace Poruka.Cases;

/// <summary>What a will says, as it is read.</summary>
internal static class WillText
{
    /// <summary>Its parts that were filled in, in order.</summary>
    public static IReadOnlyList<(string Label, string Text)> Of(Page page, Sheet contents) =>
        [.. Will.Parts.Where(p => contents.Get(p).Length > 0).Select(p => (page["Cases.Will." + p], contents.Get(p)))];
}
