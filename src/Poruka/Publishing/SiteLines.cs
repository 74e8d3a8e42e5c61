using System.Data.Common;
using System.Text.Json;
using Poruka.People;
using Poruka.Shell;
using Poruka.Storage;

namespace Poruka.Publishing;

/// <summary>What groups say of themselves in a line, by language, and what the disclosure guard knows it as.</summary>
internal static class SiteLines
{
    /// <summary>What the guard knows a group's lines as.</summary>
    public static UInt128 ItemOf(long organisation) => (UInt128)organisation;

    /// <summary>The lines as they are stored, by the names of languages.</summary>
    public static Dictionary<string, string> Read(string stored) => JsonSerializer.Deserialize(stored, PublicPostJson.Default.DictionaryStringString) ?? [];

    /// <summary>The lines as one text.</summary>
    public static string Of(IReadOnlyDictionary<string, string> lines) => string.Join("\n\n", Languages.All.Select(l => lines.GetValueOrDefault(l.Name, "")));

    /// <summary>A group's lines as they are; none where it says nothing.</summary>
    public static Dictionary<string, string> Of(DbConnection connection, Organisation group) => Read(Sql.List(connection, null,
        "select lines from site where organisation = @group", row => row.GetString(0), ("group", group.Number)).FirstOrDefault("{}"));

    /// <summary>The lines of all groups as the guard asked about them.</summary>
    public static IReadOnlyList<(OutgoingKind Kind, UInt128 Item, string Words)> Public(DbConnection connection) => Sql.List(connection, null,
        "select organisation, lines from site", row => (OutgoingKind.Site, ItemOf(row.GetInt64(0)), Of(Read(row.GetString(1)))));
}
