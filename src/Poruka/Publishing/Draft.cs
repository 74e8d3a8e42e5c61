using System.Text.Json;
using System.Text.Json.Serialization;
using Poruka.People;
using Poruka.Vault;

namespace Poruka.Publishing;

/// <summary>What a post is.</summary>
public enum PostKind
{
    /// <summary>A piece of news.</summary>
    News,

    /// <summary>An appeal for money, with what came in from the books.</summary>
    Campaign,

    /// <summary>A page that stays.</summary>
    Page,

    /// <summary>How to help; there is one.</summary>
    How,

    /// <summary>How to reach the group; there is one.</summary>
    Contact,

    /// <summary>A newsletter: sent to its subscribers, and kept in the archive.</summary>
    Newsletter,

    /// <summary>Somebody inside: title, summary, text and pictures are their name, needs, story and pictures, each by a consent of its own.</summary>
    Person,
}

/// <summary>A consent to publish one item of somebody inside.</summary>
/// <param name="Audience">Who may read it: <c>site</c> is the site and its mirror, <c>all</c> feeds, newsletters and cards too.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Until">The last day, as days since 1970.</param>
/// <param name="GivenBy">Who gave it; never public.</param>
/// <param name="GivenOn">When, as days since 1970.</param>
public sealed record Consent(string Audience, string Purpose, long Until, string GivenBy, long GivenOn);

/// <summary>A post in one language.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Summary">A sentence or two for lists, feeds and cards; may be empty.</param>
/// <param name="Text">What it says, in Markdown.</param>
public sealed record DraftText(string Title, string Summary, string Text)
{
    /// <summary>What was put right in what the public had read before, shown with it; may be empty.</summary>
    public string Correction { get; init; } = "";
}

/// <summary>A picture of a draft: its bytes lie as a stored file in the room for the press.</summary>
/// <param name="File">The stored file.</param>
/// <param name="Captions">What is to be seen, by language.</param>
/// <param name="Credit">Who made it.</param>
/// <param name="Day">When, as the author writes it; may be empty.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record DraftPicture(string File, IReadOnlyDictionary<string, string> Captions, string Credit, string Day, int Width, int Height);

/// <summary>What is written for the public, before it is public: sealed to the room for the press as the field <c>draft</c> of its post.</summary>
public sealed record Draft
{
    /// <summary>Its name in addresses; empty until its author or the program chooses one.</summary>
    public string Slug { get; init; } = "";

    /// <summary>By the name of the language: en, ru, uk.</summary>
    public IReadOnlyDictionary<string, DraftText> Texts { get; init; } = new Dictionary<string, DraftText>(StringComparer.Ordinal);

    /// <summary>Pictures, in their order.</summary>
    public IReadOnlyList<DraftPicture> Pictures { get; init; } = [];

    /// <summary>The cases that its author ticked: ids as 32 digits.</summary>
    public IReadOnlyList<string> Cases { get; init; } = [];

    /// <summary>The campaign that it appeals for, as <c>fund/number</c>; empty for none.</summary>
    public string Campaign { get; init; } = "";

    /// <summary>How much is wanted, in minor units of the fund's currency; 0 for no goal.</summary>
    public long Goal { get; init; }

    /// <summary>The moment before which it isn't public, in seconds since 1970; 0: at once.</summary>
    public long FromAt { get; init; }

    /// <summary>Where letters reach somebody inside, as it is written on an envelope.</summary>
    public string Address { get; init; } = "";

    /// <summary>Their birthday, as days since 1970; null where it isn't known.</summary>
    public long? Birthday { get; init; }

    /// <summary>Of somebody inside: what they agreed to, by item (name, picture, story, address, needs, birthday).</summary>
    public IReadOnlyDictionary<string, Consent> Consents { get; init; } = new Dictionary<string, Consent>(StringComparer.Ordinal);

    /// <summary>What was put right, the newest last: of versions that the public has read.</summary>
    public IReadOnlyList<Correction> Corrections { get; init; } = [];

    /// <summary>Where a post's draft is sealed.</summary>
    internal static SealedPlace PlaceOf(UInt128 post) => new("post", post, "draft");

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DraftJson.Default.Draft);

    internal static Draft? Read(byte[]? bytes) => bytes is null ? null : JsonSerializer.Deserialize(bytes, DraftJson.Default.Draft);

    /// <summary>All that readers would read, for whoever looks at it before it goes out: each with the name of its place.</summary>
    public IEnumerable<(string Place, string Text)> Words()
    {
        foreach (var (language, text) in Texts)
        {
            yield return ($"{language}/title", text.Title);
            yield return ($"{language}/summary", text.Summary);
            yield return ($"{language}/text", text.Text);
            yield return ($"{language}/correction", text.Correction);
        }
        yield return ("address", Address);
        foreach (var (item, consent) in Consents) yield return ($"purpose/{item}", consent.Purpose);
        foreach (var picture in Pictures)
        {
            foreach (var (language, caption) in picture.Captions) yield return ($"{language}/caption", caption);
            yield return ("credit", picture.Credit);
            yield return ("date", picture.Day);
        }
    }
}

/// <summary>Something that was put right in a published post.</summary>
/// <param name="Day">When, as days since 1970.</param>
/// <param name="Texts">What, by language.</param>
public sealed record Correction(long Day, IReadOnlyDictionary<string, string> Texts);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Draft))]
internal sealed partial class DraftJson : JsonSerializerContext;
