using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Poruka.Bench;

/// <summary>Something measured.</summary>
/// <param name="What">What it is.</param>
/// <param name="Value">Our figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Peer">Who was measured beside it; null for nobody.</param>
/// <param name="PeerValue">The peer's figure, in the same unit.</param>
/// <param name="Ratio">How many times better than the peer; null without one. Above 1 is better.</param>
/// <param name="Goal">What the goal is about; null where the figure is only told.</param>
/// <param name="Note">What a reader should know.</param>
internal sealed record Figure(
    string What, double Value, string Unit, string? Peer = null, double? PeerValue = null, double? Ratio = null,
    Goal? Goal = null, string? Note = null)
{
    public bool? IsMet => Goal?.IsMet(this);
}

/// <summary>A goal: for the ratio or for the figure itself, a least or a most.</summary>
internal sealed record Goal(bool OfRatio, bool IsLeast, double Limit)
{
    public static Goal Times(double least) => new(true, true, least);

    public static Goal AtLeast(double value) => new(false, true, value);

    public static Goal AtMost(double value) => new(false, false, value);

    public bool IsMet(Figure figure)
    {
        var value = OfRatio ? figure.Ratio ?? throw new InvalidOperationException("A ratio wants a peer.") : figure.Value;
        return IsLeast ? value >= Limit : value <= Limit;
    }

    public override string ToString() => $"{(IsLeast ? "≥" : "≤")} {Numbers.Short(Limit)}{(OfRatio ? "×" : "")}";
}

/// <summary>The table of all figures.</summary>
internal sealed class Report
{
    private readonly List<(string Benchmark, Figure Figure)> _figures = [];

    public bool IsMissed => _figures.Any(f => f.Figure.IsMet == false);

    public void Add(string benchmark, Figure figure)
    {
        _figures.Add((benchmark, figure));
        Console.Error.WriteLine($"  {figure.What}: {Numbers.Short(figure.Value)} {figure.Unit}"
            + (figure.Ratio is { } ratio ? $", {Numbers.Short(ratio)}× {figure.Peer}" : "") + (figure.Note is { } note ? $" ({note})" : ""));
    }

    public void Print(TextWriter to)
    {
        foreach (var line in Machine.Lines) to.WriteLine(line);
        to.WriteLine();
        string[] heads = ["benchmark", "what", "figure", "peer", "peer's", "ratio", "goal", "verdict"];
        var rows = _figures.ConvertAll(f => new[]
        {
            f.Benchmark, f.Figure.What, $"{Numbers.Short(f.Figure.Value)} {f.Figure.Unit}", f.Figure.Peer ?? "",
            f.Figure.PeerValue is { } peer ? Numbers.Short(peer) : "",
            f.Figure.Ratio is { } ratio ? Numbers.Short(ratio) + "×" : "", f.Figure.Goal?.ToString() ?? "",
            f.Figure.IsMet switch { true => "met", false => "MISSED", null => "" },
        });
        rows.Insert(0, heads);
        var widths = heads.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            to.WriteLine(string.Join("  ", row.Select((cell, column) =>
                column is 2 or 4 or 5 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        foreach (var (_, figure) in _figures)
            if (figure.Note is { } note) to.WriteLine($"* {figure.What}: {note}");
    }

    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("machine");
            foreach (var line in Machine.Lines) json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteStartArray("figures");
            foreach (var (benchmark, figure) in _figures) Write(json, benchmark, figure);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string benchmark, Figure figure)
    {
        json.WriteStartObject();
        json.WriteString("benchmark", benchmark);
        json.WriteString("what", figure.What);
        json.WriteNumber("value", figure.Value);
        json.WriteString("unit", figure.Unit);
        json.WriteString("peer", figure.Peer);
        if (figure.PeerValue is { } peer) json.WriteNumber("peerValue", peer);
        else json.WriteNull("peerValue");
        if (figure.Ratio is { } ratio) json.WriteNumber("ratio", ratio);
        else json.WriteNull("ratio");
        json.WriteString("goal", figure.Goal?.ToString());
        if (figure.IsMet is { } met) json.WriteBoolean("met", met);
        else json.WriteNull("met");
        json.WriteString("note", figure.Note);
        json.WriteEndObject();
    }
}

/// <summary>Numbers as a table shows them: three digits that count.</summary>
internal static class Numbers
{
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("N0"),
        >= 10 => value.ToString("0.#"),
        _ => value.ToString("0.###"),
    };
}
