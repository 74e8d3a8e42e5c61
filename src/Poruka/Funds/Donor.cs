using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Poruka.Ledger;

namespace Poruka.Funds;

/// <summary>Somebody who gives: 128 random bits.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct DonorId(UInt128 Value);

/// <summary>Somebody who gives, as the server knows them without a key: by a pseudonym.</summary>
/// <param name="Id">The id.</param>
/// <param name="Organisation">The group that they give to.</param>
/// <param name="Code">The pseudonym, which stands on receipts too: <c>D-7K2M9Q</c>.</param>
/// <param name="MadeOn">Since when they are known.</param>
public sealed record Donor(DonorId Id, long Organisation, string Code, LocalDate MadeOn);

/// <summary>Who a donor is. Lies sealed in the donors' room, as one field.</summary>
public sealed record DonorDetails
{
    /// <summary>Their name.</summary>
    public string Name { get; init; } = "";

    /// <summary>How to reach them; may be empty.</summary>
    public string Contact { get; init; } = "";

    /// <summary>The accounts that they pay from, as banks write them.</summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>Words in the text of their payments that are theirs alone, such as a member's number.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>What their payments usually are, by account: <c>gift</c> or <c>dues</c>.</summary>
    public string Usually { get; init; } = "gift";

    /// <summary>What a treasurer should remember.</summary>
    public string Note { get; init; } = "";

    /// <summary>The account that their payments belong to.</summary>
    [JsonIgnore]
    public Account Income => Usually == "dues" ? new Account(AccountClass.Dues) : new Account(AccountClass.Gift);
}

/// <summary>How the fields are written: UTF-8 JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DonorDetails))]
internal sealed partial class DonorJson : JsonSerializerContext
{
    public static byte[] Write(DonorDetails details) => JsonSerializer.SerializeToUtf8Bytes(details, Default.DonorDetails);

    public static DonorDetails Read(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.DonorDetails)!;
}
