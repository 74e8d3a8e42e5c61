using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Poruka.Core.Tests.HouseRules;

/// <summary>
/// Now, randomness, ids and the outside come into the libraries as arguments. The compiler's analyzer refuses the ambient
/// ones; here its wiring is checked, and what was compiled.
/// </summary>
public class PurityTests
{
    private static readonly string[] Listed =
    [
        .. Repository.Files.Single(f => f.Path == "BannedSymbols.txt").Lines
            .Select(line => line.Text.Split(';')[0].Trim()).Where(symbol => symbol.Length > 0),
    ];

    public static TheoryData<string> Libraries => LayerTests.Libraries;

    [Theory]
    [InlineData("P:System.DateTime.UtcNow")]
    [InlineData("P:System.DateTimeOffset.Now")]
    [InlineData("T:System.Diagnostics.Stopwatch")]
    [InlineData("P:System.TimeProvider.System")]
    [InlineData("P:NodaTime.SystemClock.Instance")]
    [InlineData("M:System.Guid.NewGuid")]
    [InlineData("M:System.Guid.CreateVersion7")]
    [InlineData("T:System.Random")]
    [InlineData("T:System.Security.Cryptography.RandomNumberGenerator")]
    [InlineData("P:NSec.Cryptography.RandomGenerator.Default")]
    [InlineData("T:System.IO.File")]
    [InlineData("T:System.IO.FileStream")]
    [InlineData("T:System.IO.Directory")]
    [InlineData("T:System.Console")]
    [InlineData("T:System.Environment")]
    [InlineData("T:System.Diagnostics.Process")]
    [InlineData("T:System.Net.Http.HttpClient")]
    [InlineData("P:System.Globalization.CultureInfo.CurrentCulture")]
    [InlineData("T:System.Threading.Timer")]
    public void The_list_covers(string symbol) => Assert.Contains(symbol, Listed);

    [Fact]
    public void The_list_is_given_to_the_analyzer_for_all_but_the_program()
    {
        var group = XDocument.Parse(Repository.Files.Single(f => f.Path == "src/Directory.Build.props").Text)
            .Descendants("ItemGroup").Single(g => g.Elements("AdditionalFiles").Any());
        Assert.Equal("'$(MSBuildProjectName)' != 'Poruka'", (string?)group.Attribute("Condition"));
        Assert.EndsWith("BannedSymbols.txt", (string?)group.Element("AdditionalFiles")!.Attribute("Include"), StringComparison.Ordinal);
        Assert.Contains(group.Elements("PackageReference"),
            e => (string?)e.Attribute("Include") == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
    }

    [Fact]
    public void Nobody_silences_the_analyzer() => Assert.Empty(Repository.Under("", ".cs", ".csproj", ".props", ".editorconfig")
        .Where(f => f.Text.Contains("RS00" + "30", StringComparison.Ordinal)).Select(f => f.Path));

    [Theory, MemberData(nameof(Libraries))]
    public void No_library_was_compiled_with_an_ambient_one(string library) =>
        Assert.Empty(Ambient(Assembly.Load(library).Location));

    [Fact]
    public void The_check_sees_what_was_compiled()
    {
        // These are used, here, for the check to find.
        Assert.NotEqual(Guid.NewGuid(), Guid.Empty);
        Assert.True(DateTime.UtcNow.Year > 2000);
        string[] expected = ["M:System.Guid.NewGuid", "P:System.DateTime.UtcNow", "T:System.IO.File"];
        Assert.Empty(expected.Except(Ambient(typeof(PurityTests).Assembly.Location)));
    }

    /// <summary>The symbols of the list that an assembly refers to.</summary>
    private static List<string> Ambient(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var used = new HashSet<string>();
        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference) continue;
            var type = NameOf(metadata, (TypeReferenceHandle)member.Parent);
            var name = metadata.GetString(member.Name);
            used.Add($"M:{type}.{name}");
            // The compiler's own iterators ask which thread they are on.
            if (name != "get_CurrentManagedThreadId") used.Add($"T:{type}");
            if (name.StartsWith("get_", StringComparison.Ordinal)) used.Add($"P:{type}.{name[4..]}");
        }
        return [.. Listed.Where(symbol => used.Contains(symbol.Split('(')[0]))];
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
