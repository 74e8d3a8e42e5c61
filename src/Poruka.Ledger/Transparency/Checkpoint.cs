using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Poruka.Ledger.Transparency;

/// <summary>What a log says that its tree is: its name, size and root (C2SP tlog-checkpoint). The text of a signed note.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Checkpoint
{
    /// <summary>Builds a checkpoint.</summary>
    /// <param name="origin">The log's name, one line; <c>example.org/fund</c>.</param>
    /// <param name="size">How many leaves the log has, from 0.</param>
    /// <param name="root">The root of the tree.</param>
    /// <param name="extensions">Further lines, none of them empty; none are needed.</param>
    public Checkpoint(string origin, long size, TreeHash root, ImmutableArray<string> extensions = default)
    {
        if (!IsLine(origin)) throw new ArgumentException("A log's origin is one line that isn't empty.", nameof(origin));
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Extensions = extensions.IsDefault ? [] : extensions;
        if (!Extensions.All(IsLine)) throw new ArgumentException("An extension is one line that isn't empty.", nameof(extensions));
        (Origin, Size, Root) = (origin, size, root);
    }

    /// <summary>The log's name.</summary>
    public string Origin { get; }

    /// <summary>How many leaves the log has.</summary>
    public long Size { get; }

    /// <summary>The root of the tree.</summary>
    public TreeHash Root { get; }

    /// <summary>Further lines.</summary>
    public ImmutableArray<string> Extensions { get; }

    /// <summary>The note's text.</summary>
    public NoteText ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n");
        foreach (var line in Extensions) text.Append(line).Append('\n');
        return NoteText.Of(text.ToString());
    }

    /// <summary>The checkpoint with the log's signature.</summary>
    /// <param name="log">The log's key; its name is the origin.</param>
    public SignedNote Sign(NoteSigner log)
    {
        if (log.Verifier.Name != Origin)
            throw new ArgumentException($"The key of {log.Verifier.Name} doesn't sign for {Origin}.", nameof(log));
        var text = ToText();
        return new SignedNote(text, [log.Sign(text)]);
    }

    /// <summary>Reads a note's text; false where it is no checkpoint.</summary>
    public static bool TryParse(NoteText text, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var bytes = text.Bytes.Span;
        if (bytes.Length == 0) return false;
        var lines = Encoding.UTF8.GetString(bytes[..^1]).Split('\n');
        if (lines.Length < 3 || !lines.All(IsLine) || !TryParseSize(lines[1], out var size)
            || !TreeHash.TryParse(Encoding.UTF8.GetBytes(lines[2]), out var root)) return false;
        checkpoint = new Checkpoint(lines[0], size, root, [.. lines.AsSpan(3)]);
        return true;
    }

    /// <summary>Whether all parts are the same.</summary>
    public bool Equals(Checkpoint? other) => other is not null && Origin == other.Origin && Size == other.Size
        && Root == other.Root && Extensions.AsSpan().SequenceEqual(other.Extensions.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Origin, Size, Root);

    /// <summary>A number in ASCII digits without leading zeros, up to 2^63 - 1.</summary>
    internal static bool TryParseSize(string text, out long size) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size)
        && size.ToString(CultureInfo.InvariantCulture) == text;

    private static bool IsLine(string text)
    {
        if (text.Length == 0) return false;
        foreach (var letter in text)
            if (letter < ' ') return false;
        return true;
    }
}
