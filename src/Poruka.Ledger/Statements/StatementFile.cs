namespace Poruka.Ledger.Statements;

/// <summary>The formats of bank statements that are read.</summary>
public enum StatementFormat
{
    /// <summary>ISO 20022 account report, within the day (camt.052).</summary>
    Camt052,

    /// <summary>ISO 20022 statement (camt.053).</summary>
    Camt053,

    /// <summary>ISO 20022 debit and credit notification (camt.054).</summary>
    Camt054,

    /// <summary>SWIFT customer statement (MT940).</summary>
    Mt940,

    /// <summary>SWIFT interim transaction report (MT942).</summary>
    Mt942,

    /// <summary>Exchange format of 1C:Enterprise, <c>1CClientBankExchange</c>.</summary>
    OneC,

    /// <summary>A table with a profile that says what its columns mean.</summary>
    Csv,
}

/// <summary>
/// Reads bank statements of any of the formats. Pure: bytes come in as a stream, which is read once from its position on
/// and is not closed; items are pulled one by one, and memory stays within a few megabytes whatever the file.
/// </summary>
/// <remarks>Thread-safe, as nothing is kept; one <see cref="StatementReading"/> is for one thread at a time.</remarks>
public static class StatementFile
{
    private const int HeadLimit = 65_536;

    /// <summary>Guesses the format from the first bytes of a file, at least 4 KiB of them if it has so many.</summary>
    /// <returns>The format; null where it is none of them. CSV is guessed last, if the bytes look like a table.</returns>
    public static StatementFormat? Detect(ReadOnlySpan<byte> head) => StatementDetection.Detect(head);

    /// <summary>Opens a file for reading: finds out its format, and reads its items as they are pulled.</summary>
    /// <param name="file">The file, from its first byte. Read errors of the stream itself are thrown on.</param>
    /// <param name="csv">What the columns mean, if it is a table; null to guess. With a profile given, a file of no other
    /// format is read as CSV.</param>
    public static StatementReading Open(Stream file, CsvProfile? csv = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var head = new byte[HeadLimit];
        var length = file.ReadAtLeast(head, HeadLimit, throwOnEndOfStream: false);
        return new StatementReading(new HeadedStream(head, length, file), head.AsMemory(0, length), csv);
    }

    /// <summary>Reads a file's items. A problem, if there is one, is the last of them; bad input never throws.</summary>
    /// <param name="file">The file, from its first byte. Read errors of the stream itself are thrown on.</param>
    /// <param name="csv">What the columns mean, if it is a table; null to guess.</param>
    public static IEnumerable<StatementItem> Read(Stream file, CsvProfile? csv = null) => Open(file, csv).Items;
}

/// <summary>A file being read: its format, and its items, which can be pulled once.</summary>
public sealed class StatementReading
{
    private readonly HeadedStream _bytes;
    private readonly CsvProfile? _csv;
    private readonly ReadOnlyMemory<byte> _head;
    private bool _pulled;

    internal StatementReading(HeadedStream bytes, ReadOnlyMemory<byte> head, CsvProfile? csv)
    {
        (_bytes, _head, _csv) = (bytes, head, csv);
        Format = StatementFile.Detect(head.Span);
        if (Format is null && csv is not null && !StatementDetection.IsXml(head.Span)) Format = StatementFormat.Csv;
    }

    /// <summary>The format; null where it is unknown. The items then have nothing but the problem.</summary>
    public StatementFormat? Format { get; }

    /// <summary>The items, to be pulled once: the stream is read as they are.</summary>
    /// <exception cref="InvalidOperationException">They are pulled a second time.</exception>
    public IEnumerable<StatementItem> Items
    {
        get
        {
            if (_pulled) throw new InvalidOperationException("The items of a statement file can be pulled once.");
            _pulled = true;
            return Guarded();
        }
    }

    /// <summary>Turns what a reader throws for bad input into the last item.</summary>
    private IEnumerable<StatementItem> Guarded()
    {
        if (Reader() is not var (items, explain))
        {
            yield return CamtXml.BadEncoding().Problem;
            yield break;
        }
        using var pulled = items.GetEnumerator();
        while (true)
        {
            StatementItem item;
            try
            {
                if (!pulled.MoveNext()) yield break;
                item = pulled.Current;
            }
            catch (StatementRefusal refusal)
            {
                item = refusal.Problem;
            }
            catch (Exception error) when (explain(error) is { } refusal)
            {
                item = refusal.Problem;
            }
            yield return item;
            if (item is StatementProblem) yield break;
        }
    }

    /// <summary>The reader; null if the first bytes are of an encoding that no XML is read in.</summary>
    private (IEnumerable<StatementItem> Items, Func<Exception, StatementRefusal?> Explain)? Reader()
    {
        switch (Format)
        {
            case StatementFormat.Camt052 or StatementFormat.Camt053 or StatementFormat.Camt054:
            case null when StatementDetection.IsXml(_head.Span): // which may begin with a document type
                try
                {
                    var camt = new CamtReader(_bytes);
                    return (camt.Items(), camt.Explain);
                }
                catch (System.Xml.XmlException)
                {
                    return null;
                }
            case StatementFormat.Mt940 or StatementFormat.Mt942:
                return (new MtReader(new BoundedLines(_bytes)).Items(), _ => null);
            case StatementFormat.OneC:
                return (new OneCReader(new OneCLines(new BoundedLines(_bytes), _head.Span)).Items(), _ => null);
            case StatementFormat.Csv:
                var csv = new CsvReader(_bytes, _csv ?? CsvProfile.Guess(_head.Span).Profile!);
                return (csv.Items(), csv.Explain);
            default:
                return ([new StatementProblem(
                    StatementProblemKind.UnknownFormat, 1, "", StatementDetection.Show(_head.Span),
                    "camt.052, camt.053, camt.054, MT940, MT942, 1CClientBankExchange, CSV")], _ => null);
        }
    }
}
