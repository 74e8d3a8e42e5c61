using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Poruka.Funds;
using Poruka.Funds.PublishLog;
using Poruka.Ledger;
using Poruka.Ledger.Transparency;
using Poruka.Storage;
using Poruka.Tests.People;
using Poruka.Tests.Web;

namespace Poruka.Tests.Safety;

/// <summary>
/// The machine is taken away: what was typed into any form, and every file that was sent, is looked for in the database, its write-ahead
/// log, the folder of files, temporary files and the log. What may be readable stands in in-the-clear.tsv, with the reason.
/// </summary>
public sealed class SeizureDrillTests(PostgresServer postgres)
{
    /// <summary>Forms that are hard to fill, and are.</summary>
    private static readonly string[] Filled =
    [
        "/groups/{group}/cases/{case}/watches/new", "/groups/{group}/cases/{case}/tasks/new", "/groups/{group}/cases/duty",
        Fund + "/others/give", Fund + "/others/peer", Fund + "/others/hear", Fund + "/rules", Fund + "/benefits", Fund + "/benefits/schedule", Fund + "/cash",
        "/receipts/check", "/receipts/mine", "/me/will/write",
        "/groups/{group}/press/site/sign", "/groups/{group}/press/{post}/pictures",
    ];

    private const string Fund = "/groups/{group}/funds/{fund}";

    private readonly TestClock _clock = new();

    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public async Task Nothing_that_was_typed_or_sent_is_readable_afterwards_but_what_the_list_names(DatabaseKind kind)
    {
        var began = DateTime.UtcNow;
        var before = Console.Error;
        using var log = new StringWriter();
        Console.SetError(log);
        try
        {
            using var test = new TestInstallation(kind, postgres);
            var site = await WebSite.Start(test, Poruka.Program.Pages, clock: _clock);
            using var vera = await PlantedForms.Begin(test, site, _clock);
            var real = RealThings(test);
            var forms = new PlantedForms(site, vera.Browser, real);
            await forms.WalkGroup();
            using var caller = site.Visit("en");
            var open = new PlantedForms(site, caller, real);
            await open.Walk("/", "/help", "/help/political-red-cross", "/write/political-red-cross");
            await vera.Browser.Send(await vera.Browser.Get("/home"), "/sign-out");
            await site.DisposeAsync();

            var allowed = ClearRow.All.Select(r => r.Field).ToHashSet(StringComparer.Ordinal);
            var planted = forms.Words.Concat(open.Words).ToList();
            var hidden = planted.Where(p => !allowed.Contains(p.ToString())).Select(p => p.Word).ToList();
            string Names(IEnumerable<string> found) => string.Join('\n', found.Select(f => $"{f}: {planted.First(p => f.StartsWith(p.Word, StringComparison.Ordinal))}"));
            var inTables = Canaries.InTables(test.Database, hidden);
            var (inFiles, files) = Canaries.InFiles(test.Folder, hidden);
            var inTemporary = Canaries.InFiles(Path.GetTempPath(), hidden, since: began, except: test.Folder).Found;
            var output = TestContext.Current.TestOutputHelper!;
            output.WriteLine($"{planted.Count} words in {forms.Forms.Count + open.Forms.Count} forms, of which {forms.Forms.Values.Concat(open.Forms.Values).Count(taken => taken)} were taken; {files} files searched.");
            foreach (var (form, taken) in forms.Forms.Concat(open.Forms).OrderBy(f => f.Key, StringComparer.Ordinal)) output.WriteLine($"{(taken ? "taken" : "refused")}\t{form}\t{(taken ? "" : forms.Refusals.GetValueOrDefault(form))}");
            Assert.True(inTables.Count == 0, "Readable in the database:\n" + Names(inTables));
            Assert.True(inFiles.Count == 0, "Readable in files:\n" + Names(inFiles));
            Assert.True(inTemporary.Count == 0, "Readable in temporary files:\n" + Names(inTemporary));
            Assert.DoesNotContain(planted, p => log.ToString().Contains(p.Word, StringComparison.Ordinal));
            Assert.True(forms.Faults.Concat(open.Faults).ToList() is { Count: 0 }, string.Join('\n', forms.Faults.Concat(open.Faults)));
            Assert.True(open.Forms["/help/{group}"]);
            Assert.True(open.Forms["/write/{slug}"]);
            Assert.True(open.Forms["/funds/{slug}/ask"]);
            foreach (var form in new[] { "recipients/new", "recipients/{recipient}/parcels", "writers/{writer}" })
                Assert.True(forms.Forms.GetValueOrDefault("/groups/{group}/letters/" + form), form);
            foreach (var form in Filled)
                Assert.True(forms.Forms.GetValueOrDefault(form) || open.Forms.GetValueOrDefault(form), $"{form} was not taken: {forms.Refusals.GetValueOrDefault(form, "nothing leads to it")}");
            Assert.True(forms.Forms["/rooms/{room}/donors/new"]);
            Assert.True(forms.Forms["/rooms/{room}/calls/{call}/answer"]);
        }
        finally
        {
            Console.SetError(before);
        }
    }

    /// <summary>The drill's own drill: what is left in the clear is found, wherever it lies and however it is written.</summary>
    [Theory, MemberData(nameof(TestInstallation.Both), MemberType = typeof(TestInstallation))]
    public void What_is_left_readable_is_found_in_a_table_the_log_of_the_database_a_file_and_a_temporary_file(DatabaseKind kind)
    {
        using var test = new TestInstallation(kind, postgres);
        using var elsewhere = new Cli.TemporaryFolder();
        string[] words = [.. Enumerable.Range(0, 6).Select(i => "zq" + new string((char)('b' + i), 22)), "zqneverwritten0000000000"];
        byte[][] written =
        [
            Encoding.UTF8.GetBytes(words[0]), Encoding.Unicode.GetBytes(words[1]), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(words[2]))),
            .. Enumerable.Range(0, 3).Select(i => Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[i], .. Encoding.UTF8.GetBytes(words[3 + i]), 1, 2, 3]))),
        ];
        using (var connection = test.Database.Open())
        {
            Sql.Run(connection, null, $"create table left_readable (body {(kind == DatabaseKind.Sqlite ? "blob" : "bytea")} not null)");
            foreach (var bytes in written) Sql.Run(connection, null, "insert into left_readable (body) values (@body)", ("body", (byte[])[0xFF, .. bytes, 0]));
        }
        Assert.Equal(words[..^1].Order(), Canaries.InTables(test.Database, words).Order());
        for (var i = 0; i < written.Length; i++) File.WriteAllBytes(Path.Combine(elsewhere.Path, $"file{i}"), [0xFF, .. written[i], 0]);
        Assert.Equal(words[..^1].Order(), Canaries.InFiles(elsewhere.Path, words, since: DateTime.UtcNow.AddMinutes(-5)).Found.Select(f => f.Split(' ')[0]).Order());
        // And in the write-ahead log, before anything was moved from there.
        if (kind == DatabaseKind.Sqlite) Assert.Contains(Canaries.InFiles(test.Folder, words).Found, f => f.Contains("-wal", StringComparison.Ordinal));
    }

    /// <summary>What can't be made up: a statement that a fund elsewhere signed, a gift's receipt and its reference.</summary>
    internal static Dictionary<(string, string), byte[]> RealThings(TestInstallation test)
    {
        using var brother = new NoteSigner("brother.example/fund", NoteKeyKind.Log, RandomNumberGenerator.GetBytes(NoteSigner.SeedSize));
        using (var connection = test.Database.Open())
        {
            Assert.True(Exchange.AddPeer(connection, test.Fund, brother.Verifier));
            Assert.True(RulesRows.TryAdd(connection, test.Fund, FundRules.First(500_00) with { TakesOutside = true }, default, TestInstallation.Today));
        }
        using var ours = FundLog.SignerOf(test.Installation, test.Fund);
        var said = new StatementChain(brother.Verifier.Name, ours.Verifier.Name).Say(brother, (number, previous) => new FundStatement(brother.Verifier.Name, ours.Verifier.Name, number, previous,
            FundStatementKind.Gift, "G-1", new Money(5_00, Currency.Eur), TestInstallation.Today, []));

        var reference = DonorReference.Draw(RandomNumberGenerator.Fill);
        using (var journal = new Journal(test.Database))
            Assert.IsType<PostOutcome.Posted>(journal.PostAsync(new PostRequest(Booking.Income(test.Fund.Id, new EntryId(Ids.Draw(), 0), TestInstallation.Today,
                new Account(AccountClass.Bank), new Account(AccountClass.Gift), new Money(7_00, Currency.Eur)), reference.ToArray())).GetAwaiter().GetResult());
        PublishLog.Run(test.Installation, test.Fund, TestInstallation.Today, evenIfEmpty: true);
        var receipt = Assert.IsType<ReceiptIssue.Issued>(Receipts.ByReference(test.Installation, test.Fund, reference)).Proof.ToBytes();
        return new()
        {
            [(Fund + "/others/hear", "note")] = said.Note.ToBytes(), [("/receipts/check", "file")] = receipt, [("/receipts/check", "text")] = receipt,
            [("/receipts/mine", "reference")] = Encoding.UTF8.GetBytes(reference.ToString()),
        };
    }
}

/// <summary>A line of in-the-clear.tsv: a field that may be readable, and why.</summary>
internal sealed record ClearRow(string Form, string Name, bool IsGuarded)
{
    public string Field => $"{Form}\t{Name}";

    public static IReadOnlyList<ClearRow> All { get; } = Read();

    private static ClearRow[] Read()
    {
        using var stream = typeof(ClearRow).Assembly.GetManifestResourceStream("in-the-clear.tsv")!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')).Select(line =>
            {
                var cells = line.TrimEnd('\r').Split('\t');
                Assert.True(cells.Length == 4 && cells[2] is "guarded" or "-" && cells[3].Length > 0, $"in-the-clear.tsv: form, field, guarded or -, and reason are expected in: {line}");
                return new ClearRow(cells[0], cells[1], cells[2] == "guarded");
            }),
        ];
    }
}
