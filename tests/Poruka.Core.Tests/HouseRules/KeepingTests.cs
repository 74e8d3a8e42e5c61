using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Poruka.Core.Tests.HouseRules;

/// <summary>What a stranger needs to build, check and trust this repository.</summary>
public partial class KeepingTests
{
    private static readonly string[] Documents =
    [
        "README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/threat-model.md",
        "docs/administrator.md", "docs/quick-start.md", "docs/security.md", "docs/treasurer.md", "docs/caseworker.md", "docs/coordinator.md", "docs/trustee.md", "docs/decisions",
    ];

    public static TheoryData<string> Needed => [.. Documents];

    public static TheoryData<string> Projects => [.. Repository.Under("", ".csproj").Select(p => p.Path)];

    [Theory, MemberData(nameof(Needed))]
    public void The_document_is_there(string path) => Assert.True(Repository.Has(path), path);

    [Fact]
    public void The_licence_is_whole()
    {
        var licence = Repository.Files.Single(f => f.Path == "LICENSE").Text;
        Assert.StartsWith("                    GNU AFFERO GENERAL PUBLIC LICENSE\n", licence, StringComparison.Ordinal);
        Assert.Contains("13. Remote Network Interaction", licence, StringComparison.Ordinal);
        Assert.Equal(661, licence.TrimEnd('\n').Split('\n').Length);
    }

    [Theory, MemberData(nameof(Projects))]
    public void The_packages_of_a_project_are_locked(string project) =>
        Assert.True(Repository.Has(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), project);

    [Fact]
    public void Package_versions_stand_in_one_place() => Assert.Empty(
        from project in Repository.Under("", ".csproj")
        from reference in XDocument.Parse(project.Text).Descendants("PackageReference")
        where reference.Attribute("Version") is not null
        select $"{project.Path}: {reference.Attribute("Include")}");

    [Fact]
    public void Warnings_are_errors_and_public_members_have_docs()
    {
        var all = XDocument.Parse(Repository.Files.Single(f => f.Path == "Directory.Build.props").Text);
        Assert.Equal("true", all.Descendants("TreatWarningsAsErrors").Single().Value);
        Assert.Equal("enable", all.Descendants("Nullable").Single().Value);
        Assert.Equal("false", all.Descendants("InvariantGlobalization").Single().Value);
        var sources = XDocument.Parse(Repository.Files.Single(f => f.Path == "src/Directory.Build.props").Text);
        Assert.Equal("true", sources.Descendants("GenerateDocumentationFile").Single().Value);
        Assert.Equal("true", sources.Descendants("IsAotCompatible").Single().Value);
        // Only the program, whose types nobody imports, may leave its members without.
        Assert.Equal(["src/Poruka/Poruka.csproj"],
            Repository.Under("src/", ".csproj", ".props").Where(f => f.Text.Contains("CS1591", StringComparison.Ordinal)).Select(f => f.Path));
    }

    [Fact]
    public void No_file_tells_whose_machine_it_was_written_on() => Assert.Empty(Machines(Repository.Files));

    [Fact]
    public void A_link_leads_somewhere() => Assert.Empty(Broken(
        // Links within guides lead to guides, not to files: poruka guide check looks at them.
        Repository.Under("", ".md").Where(f => !f.Path.StartsWith("content/", StringComparison.Ordinal)), Repository.Has));

    [Fact]
    public void The_checks_see_what_they_look_for()
    {
        var bad = new SourceFile("docs/x.md",
            "built in /ho" + "me/anna/poruka\nfrom https://nu" + "get.example.org/v3/index.json\n[gone](gone.md) [there](../README.md#top) [web](https://example.org)");
        Assert.Equal(["docs/x.md:1", "docs/x.md:2"], Machines([bad]));
        Assert.Equal(["docs/x.md: gone.md"], Broken([bad], path => path == "README.md"));
    }

    private static IEnumerable<string> Machines(IEnumerable<SourceFile> files) =>
        from file in files
        from line in file.Lines
        where MachinePath().IsMatch(line.Text) || RegistryHost().IsMatch(line.Text)
        select $"{file.Path}:{line.Number}";

    private static IEnumerable<string> Broken(IEnumerable<SourceFile> files, Func<string, bool> has) =>
        from file in files
        from match in Link().Matches(file.Text)
        let target = match.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
            && !has(Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(file.Path)!, target))))
        select $"{file.Path}: {target}";

    // Homes of people and of build machines, and temporary folders with a name in them.
    [GeneratedRegex(@"(?<![\w.~$}/-])(/home/\w+/|/r[o]ot/|/Users/\w+/|/wo[r]k/|/tmp/\w+/\w+|[A-Z]:\\Users\\)")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"https?://[^\s""'/]*(nu[g]et|registry|artifactory|nexus|mirror|pypi|npmjs)[^\s""'/]*/", RegexOptions.IgnoreCase)]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
