using System.Text.Json;
using System.Text.Json.Serialization;

namespace Poruka.Publishing;

/// <summary>A picture that the public sees.</summary>
/// <param name="Id">Its id as 32 digits, which is its address too.</param>
/// <param name="Captions">What is to be seen, by language.</param>
/// <param name="Credit">Who made it.</param>
/// <param name="Day">When, as its author wrote it.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record PublicPicture(string Id, IReadOnlyDictionary<string, string> Captions, string Credit, string Day, int Width, int Height)
{
    /// <summary>Where it is.</summary>
    [JsonIgnore]
    public string Path => $"/pictures/{Id}.jpg";
}

/// <summary>The approved copy of a post: all that public pages know of it.</summary>
public sealed record PublicPost
{
    /// <summary>By the name of the language.</summary>
    public IReadOnlyDictionary<string, DraftText> Texts { get; init; } = new Dictionary<string, DraftText>(StringComparer.Ordinal);

    /// <summary>Pictures, in their order.</summary>
    public IReadOnlyList<PublicPicture> Pictures { get; init; } = [];

    /// <summary>The campaign that it appeals for, as <c>fund/number</c>; empty for none.</summary>
    public string Campaign { get; init; } = "";

    /// <summary>How much is wanted, in minor units of the fund's currency; 0 for no goal.</summary>
    public long Goal { get; init; }

    /// <summary>Where letters reach somebody inside.</summary>
    public string Address { get; init; } = "";

    /// <summary>Their birthday, as days since 1970.</summary>
    public long? Birthday { get; init; }

    /// <summary>What was put right, the newest last.</summary>
    public IReadOnlyList<Correction> Corrections { get; init; } = [];

    internal string ToJson() => JsonSerializer.Serialize(this, PublicPostJson.Default.PublicPost);

    internal static PublicPost Read(string json) => json.Length == 0 ? new PublicPost() : JsonSerializer.Deserialize(json, PublicPostJson.Default.PublicPost)!;

    /// <summary>The text in a language, or in the first of ours that there is; null where there is none.</summary>
    public (string Language, DraftText Text)? In(string language) =>
        Texts.TryGetValue(language, out var own) ? (language, own)
        : Texts.Count == 0 ? null
        : Shell.Languages.All.Select(l => l.Name).Where(Texts.ContainsKey).Select(l => ((string, DraftText)?)(l, Texts[l])).FirstOrDefault();
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PublicPost))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PublicPostJson : JsonSerializerContext;

/// <summary>The items of somebody inside, each with a consent of its own.</summary>
public static class Items
{
    public const string Name = "name", Picture = "picture", Story = "story", Address = "address", Needs = "needs", Birthday = "birthday";

    /// <summary>All, in the order in which they are asked.</summary>
    public static IReadOnlyList<string> All { get; } = [Name, Picture, Story, Needs, Address, Birthday];

    /// <summary>The audiences that a consent can name.</summary>
    public const string Site = "site", Everywhere = "all";
}
